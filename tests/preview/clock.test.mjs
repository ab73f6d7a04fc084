/** The steps of the console's clock: what they say they will do, and that they jump over nothing. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { bench } from './support.mjs';

let table;
let page;
before(async () => {
  table = await bench();
  page = await table.open('/_emulator/', { viewport: { width: 1280, height: 800 } });
});
after(() => table?.close());

/** What a function of the steps answers in the page, with instants as texts. */
const asked = (name, ...instants) =>
  page.evaluate(
    async ([called, given]) => {
      const steps = await import('/_emulator/steps.js');
      const value = steps[called](...given.map((one) => Date.parse(one) || one));
      const text = (at) => new Date(at + 8 * 3600e3).toISOString().slice(0, 16);
      if (Array.isArray(value)) return value.map(text);
      return typeof value === 'number' ? text(value) : value;
    },
    [name, instants],
  );
const at = (text) => `${text}:00+08:00`;

test('the next seven o’clock is today’s while it is to come', async () => {
  const next = (text) =>
    page.evaluate(
      async (now) => {
        const { STEPS, foretold } = await import('/_emulator/steps.js');
        const { to } = STEPS.find(({ text: name }) => name === '下一个 7:00');
        return foretold(now, to(now));
      },
      Date.parse(at(text)),
    );
  assert.equal(await next('2026-11-28T01:42'), '到 11月28日 周六 07:00，放号 1 次');
  assert.equal(
    await next('2026-11-28T07:00'),
    '到 11月29日 周日 07:00，放号 1 次，发就诊提醒 1 次',
  );
  const text = await asked('foretold', at('2026-11-28T08:00'), at('2026-11-28T08:18'), '号到期');
  assert.equal(text, '到 11月28日 周六 08:18，号到期');
});

test('a long step stops at every release and every reminder, and ends where it was told', async () => {
  assert.deepEqual(await asked('stopsOn', at('2026-12-30T12:00'), at('2027-01-01T07:00')), [
    '2026-12-30T18:00',
    '2026-12-31T07:00',
    '2026-12-31T18:00',
    '2027-01-01T07:00',
  ]);
  assert.deepEqual(await asked('stopsOn', at('2026-12-30T12:00'), at('2026-12-30T12:01')), [
    '2026-12-30T12:01',
  ]);
});

test('a day and an hour can be chosen, not in the past', async () => {
  const { emulator } = table;
  const field = page.getByLabel('拨到哪天几点');
  await page.locator('#clock summary').click();
  const now = Date.parse(emulator.now());
  const china = (instant, length = 10) =>
    new Date(instant + 8 * 3600e3).toISOString().slice(0, length);
  const goal = `${china(now + 2 * 86400e3)}T12:30`;
  await field.fill(goal);
  await page.getByText(/途中不跳过放号/).waitFor({ state: 'hidden' });
  const moves = () => emulator.asked.filter(({ route }) => route === 'POST /clock');
  const done = moves().length;
  await page.getByRole('button', { name: '拨到这时' }).click();
  await page.getByText('时钟已拨动').waitFor();
  const stops = moves().slice(done).map(({ body }) => Date.parse(body.now)); // prettier-ignore
  assert.equal(stops.at(-1), Date.parse(at(goal)));
  const gaps = stops.map((stop, nth) => stop - (stops[nth - 1] ?? now));
  assert.ok(Math.max(...gaps) <= 13 * 3600e3, `${gaps}`);
  for (const stop of stops.slice(0, -1)) assert.match(china(stop, 16), /T(07|18):00$/);
  await field.fill(`${china(now)}T00:00`);
  await page.getByRole('button', { name: '拨到这时' }).click();
  await page.getByText(/^拨到这时：/).waitFor();
  assert.equal(moves().length, done + stops.length);
});
