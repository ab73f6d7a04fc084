/** A phone of nothing but storage and a cloud that answers as the test says. */
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../miniprogram');
const require = createRequire(import.meta.url);

/** A module of the mini-program, as if the app had just been opened: nothing remembered but the storage. */
export function fresh(name) {
  for (const file of Object.keys(require.cache))
    if (file.startsWith(root)) delete require.cache[file];
  return require(path.join(root, name));
}

/** The same, beside what is loaded already. */
export const load = (name) => require(path.join(root, name));

export const NOW = '2026-11-23T10:00:00+08:00';

export const reply = (data, now = NOW) => ({ code: 'OK', message: '', data, request_id: 'r', now });
export const refusal = (code, message = code, data = null) => ({
  code,
  message,
  data,
  request_id: 'r',
  now: NOW,
});
export const LOST = Symbol('no answer');

/**
 * Installs `wx`. `answers` are taken one a call: an envelope, LOST, or a function of name and data.
 * @returns {{calls: {name: string, data: object}[], storage: Map<string, unknown>, wx: object}}
 */
export function phone(answers, storage = new Map()) {
  const calls = [];
  const left = [...answers];
  const wx = {
    getStorageSync: (key) => structuredClone(storage.get(key) ?? ''),
    setStorageSync: (key, value) => storage.set(key, structuredClone(value)),
    removeStorageSync: (key) => storage.delete(key),
    getAppBaseInfo: () => ({ fontSizeSetting: 16 }),
    cloud: {
      async callFunction({ name, data }) {
        calls.push({ name, data });
        const next = left.length > 1 ? left.shift() : left[0];
        const result = typeof next === 'function' ? next(name, data) : next;
        if (result === LOST) throw { errCode: -1, errMsg: 'cloud.callFunction:fail' };
        return { result, errMsg: 'cloud.callFunction:ok' };
      },
    },
  };
  globalThis.wx = wx;
  return { calls, storage, wx };
}

/** Pauses of the code under test are over at once. */
export function impatient(t) {
  t.mock.method(globalThis, 'setTimeout', (act, wait) => {
    // Time limits stay limits: only short pauses are skipped.
    if (wait < 10000) setImmediate(act);
    return 0;
  });
}
