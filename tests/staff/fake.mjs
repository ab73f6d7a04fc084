/**
 * The desktop pages with a fake service behind them, for looking at states that a real one seldom shows: very many
 * people, very long names, nothing at all, trouble. It answers in the shape of the contract and decides nothing.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launch } from '../browser/chromium.mjs';
import { build } from '../../staff/build.mjs';
import { adminReplies } from './fake-admin.mjs';

const ORIGIN = 'http://127.0.0.1:1';
export const NOW = '2026-11-25T08:30:00+08:00';
const MINUTE = 60_000;
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36';

const instant = (minutes) =>
  new Date(Date.parse(NOW) + 8 * 60 * MINUTE + minutes * MINUTE)
    .toISOString()
    .replace(/\.\d+Z/, '+08:00');
export const grant = (role, more = {}) => ({
  role,
  hospital_id: 'h1',
  department_ids: [],
  doctor_id: null,
  ...more,
});

const LONG = '（内分泌与代谢病中西医结合诊疗中心东院区）';
const NAMES = ['虚构甲', '虚构乙', '虚构丙', '虚构丁'];

function places(long) {
  const name = long ? `虚构第一医院${LONG}` : '虚构第一医院';
  const departments = [
    '内科',
    '外科',
    '儿科',
    '妇产科',
    '眼科',
    '耳鼻喉科',
    '皮肤科',
    '口腔科',
    '中医科',
    '康复科',
  ].map((each, at) => ({ id: `d${at}`, name: long ? `${each}${LONG}` : each, parent_id: null }));
  const doctors = Array.from({ length: 30 }, (_, at) => ({
    id: `dr${at}`,
    name: `虚构医生${at + 1}`,
    title: '主任医师',
    department_id: `d${at % 10}`,
  }));
  return [{ id: 'h1', name, departments, doctors }];
}

function people(amount) {
  const roles = [
    [grant('manager')],
    [grant('desk', { department_ids: ['d0', 'd1'] })],
    [grant('doctor', { doctor_id: 'dr3' }), grant('desk')],
    [grant('auditor')],
  ];
  const count = { few: 6, long: 6, many: 300, empty: 0 }[amount];
  return Array.from({ length: count }, (_, at) => ({
    id: `s${at}`,
    name: amount === 'long' ? `${'虚'.repeat(46)}${at}` : `${NAMES[at % 4]}${at > 3 ? at : ''}`,
    grants: roles[at % 4],
    rev: 1,
  }));
}

/**
 * `answers` by action, instead of the usual one: an envelope, or a function that makes one of what was asked, or none.
 *
 * @typedef {{code: string, message: string, data?: object}} Answer
 * @param {{amount?: string, grants?: object[], answers?: Record<string, Answer | ((data: object) => Answer | undefined)>}} scene
 */
function service({ amount = 'few', grants = [grant('manager')], answers = {} }) {
  const me = { id: 's0', name: amount === 'long' ? '虚'.repeat(50) : '虚构甲', grants, rev: 1 };
  const session = (id, agent, minutes, here) => ({
    id,
    agent,
    created_at: instant(minutes),
    seen_at: instant(minutes / 4),
    here,
  });
  const replies = {
    me: () => ({ staff: me }),
    places: () => ({ hospitals: places(amount === 'long') }),
    sessions: () => ({
      sessions: [
        session('a', AGENT, -40, true),
        session('b', `${AGENT} Edg/126.0`, -60 * 9, false),
      ],
    }),
    list: () => ({ staff: people(amount), more: amount === 'many' }),
    invite: () => ({ code: 'K7QX2M9DTA', expires_at: instant(24 * 60) }),
    change: ({ grants: changed }) => ({ staff: { ...people('few')[1], grants: changed, rev: 2 } }),
    disable: () => ({ staff: people('few')[1] }),
    logout: () => ({ sessions: [], here: false }),
    login_start: () => ({ ticket: 'T'.repeat(43), match: '47', expires_at: instant(2) }),
    login_finish: () => ({ waiting: true }),
    ...adminReplies(amount),
  };
  return (data, minutes) => {
    const answer = answers[data.action];
    const envelope = (typeof answer === 'function' ? answer(data) : answer) ?? {
      code: 'OK',
      message: '成功',
      data: replies[data.action](data),
    };
    return { data: null, ...envelope, request_id: 'r', now: instant(minutes) };
  };
}

/** Builds the pages once; `open` shows a scene, `close` ends it all. */
export async function openDesks() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'desks-'));
  const { problems } = await build(folder);
  if (problems.length) throw new Error(problems.join('\n'));
  const browser = await launch();
  const close = async () => {
    await browser.close();
    fs.rmSync(folder, { recursive: true });
  };
  return { open: (scene, size) => open(browser, folder, scene, size), close };
}

async function open(browser, folder, scene, { width = 1280, height = 720 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' });
  const page = await context.newPage();
  page.setDefaultTimeout(Number(process.env.PATIENCE ?? 60000));
  const thrown = [];
  page.on('pageerror', (error) => thrown.push(String(error)));
  if (scene.before) await scene.before(page);
  const answerOf = service(scene);
  const began = Date.now();
  const calls = [];
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    if (url.origin !== ORIGIN) return route.abort();
    if (url.pathname.startsWith('/api/')) {
      if (scene.hang) return undefined;
      const data = route.request().postDataJSON();
      calls.push(data);
      // The service's clock goes with the page's, which a scene may move.
      const minutes = ((await page.evaluate(() => Date.now())) - began) / MINUTE;
      return route.fulfill({ json: answerOf(data, minutes) });
    }
    const name = url.pathname.replace(/^\/staff\//, '') || 'index.html';
    return route.fulfill({ path: path.join(folder, name), contentType: TYPES[path.extname(name)] });
  });
  await page.goto(`${ORIGIN}/staff/${scene.page ?? ''}`);
  if (!scene.hang) await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  if (scene.act) await scene.act(page);
  await page.evaluate(() => document.fonts.ready);
  return { page, calls, errors: () => thrown, close: () => context.close() };
}
