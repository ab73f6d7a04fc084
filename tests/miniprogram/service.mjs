/** The whole service on a free port with a state of its own, and a browser beside it. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from '../../preview/build.mjs';
import { build as buildStaff } from '../../staff/build.mjs';
import { launch } from '../browser/chromium.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/** Other sources than ours can be tried, such as a mutated copy. */
const sources = process.env.MINIPROGRAM ?? path.join(root, 'miniprogram');
const PATIENCE_AT_START = 240000;

/** The running service, for every story: `start()` fills it in. */
export const emulator = {};

/**
 * Starts the emulator and a browser; `emulator.close()` ends both and leaves nothing behind.
 * @param {{desktop?: boolean}} [wanted] desktop: the hospital's pages too
 */
export async function start({ desktop = false } = {}) {
  const folder = fs.mkdtempSync(
    path.join(roomInMemory() ?? os.tmpdir(), `yuyue-browser-${process.pid}-`),
  );
  const home = path.join(folder, 'local');
  const python = path.join(root, '.venv/bin/python');
  const seed = ['-m', 'tests.support.seeded', home];
  const instant = execFileSync(python, seed, { cwd: root, encoding: 'utf8' });
  const { problems } = await build(sources, path.join(home, 'preview'));
  assert.deepEqual(problems, []);
  if (desktop)
    assert.deepEqual((await buildStaff(path.join(home, 'sites/staff-pages'))).problems, []);
  // Without a PATH there is no node, so nothing builds the preview again when a source is saved.
  const env = { ...process.env, PORT: '0', PATH: '', START: instant };
  const stdio = ['ignore', 'pipe', 'pipe'];
  const program = [python, '-m', 'emulator', '--home', home];
  const child = spawn(python, [...endingWithUs(), ...program], { cwd: root, env, stdio });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  // A run that is cut short ends its emulator too.
  process.once('SIGTERM', () => {
    child.kill('SIGINT');
    process.exit(1);
  });
  const address = await listening(child);
  const browser = await launch();
  const close = async () => {
    await browser.close();
    child.kill('SIGINT');
    await ended;
    fs.rmSync(folder, { recursive: true, force: true });
  };
  Object.assign(emulator, { address, browser, close, ...control(address) });
}

/** Where files that are written safely cost no wait, as `tests/support/memory.py` finds it; undefined for nowhere. */
function roomInMemory(folder = '/dev/shm') {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    const { bavail, bsize } = fs.statfsSync(folder);
    return bavail * bsize >= 2 * 1024 ** 3 ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** What a program is begun by so that Linux ends it when this process dies, however it dies. */
const endingWithUs = () => ['-I', '-S', 'emulator/programs.py', String(process.pid)];

function listening(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const give = setTimeout(
      () => reject(new Error(`the emulator did not start:\n${said}`)),
      PATIENCE_AT_START,
    );
    const hear = (chunk) => {
      said += chunk;
      const found = /listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said);
      if (found) resolve(found[1]);
      if (found) clearTimeout(give);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => reject(new Error(`the emulator ended:\n${said}`)));
  });
}

/** The emulator's control, and functions called without a phone. */
function control(address) {
  const json = { 'content-type': 'application/json' };
  const answer = async (response) => {
    const body = await response.json();
    assert.ok(response.ok, JSON.stringify(body));
    return body;
  };
  const get = (url) => fetch(`${address}/_emulator${url}`).then(answer);
  const post = (url, body = {}) =>
    fetch(`${address}/_emulator${url}`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify(body),
    }).then(answer);
  const drop = (url) => fetch(`${address}/_emulator${url}`, { method: 'DELETE' }).then(answer);

  async function tap(openid, name, data) {
    const headers = { ...json, 'x-emulator-openid': openid };
    const body = JSON.stringify(data);
    const sent = fetch(`${address}/functions/${name}`, { method: 'POST', headers, body });
    return (await sent.then(answer)).result;
  }

  /** @returns the data of a reply that must be OK; BUSY on a slow machine means: the same tap again */
  async function call(openid, name, data = {}) {
    let result = await tap(openid, name, data);
    for (let again = 0; result?.code === 'BUSY' && again < 5; again += 1)
      result = await tap(openid, name, data);
    assert.equal(result?.code, 'OK', `${name}: ${JSON.stringify(result)}`);
    return result.data;
  }

  const newPhone = async (name = '演示') => (await post('/phones', { name })).phone.openid;
  const now = async () => (await get('/status')).now;
  return { get, post, drop, call, newPhone, now };
}
