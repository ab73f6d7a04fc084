/** Permission for messages: asked for each tap, until the person ticks that the answer shall stay. */
import { el } from '../dom.mjs';
import { failure } from './api.mjs';

const MOST_AT_ONCE = 3;

/** @returns {Promise<Record<string, 'accept' | 'reject'>>} by template id */
export async function askForMessages(host, { tmplIds = [] }) {
  if (!tmplIds.length) throw failure('tmplIds can not be empty', 10001);
  if (tmplIds.length > MOST_AT_ONCE) throw failure('Templates count out of max bounds', 20003);
  // Only straight from a tap or from a payment: after a call over the network the tap is used up.
  if (!host.phone.tapped) throw failure('can only be invoked by user TAP gesture.', 20013);
  host.phone.tapped = false;
  if (!host.phone.online) throw failure('network is unavailable', 10002);
  const kept = keptAnswers(host);
  const open = tmplIds.filter((id) => !(id in kept));
  const answers = { ...kept, ...(open.length && (await asked(host, open))) };
  const results = Object.fromEntries(tmplIds.map((id) => [id, answers[id]]));
  await host.phone.control('POST', '/subscriptions', { openid: host.phone.openid, results });
  return results;
}

/** The sheet, with a box for each template and one for the answer to stay. */
async function asked(host, ids) {
  const titles = await templateTitles(host);
  const boxes = ids.map((id) => checkbox(true, id));
  const rows = boxes.map((box, at) => row(titles[ids[at]] ?? `服务通知 ${at + 1}`, box));
  const always = checkbox(false, '');
  const last = el('label', { className: 'mp-always' }, always, '总是保持以上选择，不再询问');
  const body = [...rows, last];
  const yes = await host.overlays.ask({ title: '申请发送一次以下消息', body, no: '取消' });
  const results = Object.fromEntries(
    boxes.map((box) => [box.value, yes && box.checked ? 'accept' : 'reject']),
  );
  if (always.checked) keep(host, { ...keptAnswers(host), ...results });
  return results;
}

/** WeChat's 设置 → 通知管理: the answers that stay can be changed there only. */
export async function manageMessages(host) {
  const kept = keptAnswers(host);
  const titles = await templateTitles(host);
  const rows = Object.keys(kept).map((id, at) => {
    const box = checkbox(kept[id] === 'accept', id);
    box.onchange = () => {
      kept[id] = box.checked ? 'accept' : 'reject';
      keep(host, kept);
    };
    return row(titles[id] ?? `服务通知 ${at + 1}`, box);
  });
  const told = rows.length
    ? '打勾的一直接收，其余一直不收，不再询问。'
    : '没有保持的选择，每次都会询问。';
  const again = await host.overlays.ask({
    title: '通知管理',
    body: [...rows, el('p', { className: 'mp-hint' }, told)],
    yes: '完成',
    no: rows.length ? '恢复询问' : '',
  });
  if (again === false && rows.length) keep(host, {});
}

const checkbox = (checked, value) => el('input', { type: 'checkbox', checked, value });
const row = (text, box) => el('label', { className: 'mp-row' }, el('span', {}, text), box);

const keptAnswers = (host) => JSON.parse(host.phone.setting('subscribe') ?? '{}');
const keep = (host, answers) => host.phone.setting('subscribe', JSON.stringify(answers));

/** Titles of message templates where the emulator tells them; they only dress the sheet. */
async function templateTitles(host) {
  const { templates = [] } = await host.phone.control('GET', '/templates').catch(() => ({}));
  return Object.fromEntries(templates.map(({ template_id: id, title }) => [id, title]));
}
