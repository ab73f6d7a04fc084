/** The panel of what a person must work on. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { bench } from './support.mjs';

let table;
before(async () => {
  table = await bench({ functions: {} });
});
after(() => table?.close());

test('what needs a person is listed with its order, since when, and what to do', async () => {
  const page = await table.open('/_emulator/', { viewport: { width: 1440, height: 980 } });
  const panel = page.getByRole('region', { name: '待人工处理' });
  await panel.getByText('没有查过。').waitFor();
  await panel.getByRole('button', { name: '查看待处理' }).click();
  await panel.getByText('没有需要人工处理的事。').waitFor();
  table.emulator.stuck = [
    {
      kind: 'unmatched',
      order_no: 'b-example',
      what: '账单上有一笔不是本服务发起的退款 ¥50.00',
      about: '退款单 by-hand-1，商户 m1，2026-03-02 的账单',
      since: '2026-03-02',
      todo: '问清是谁退的；就诊人不来了，就取消预约',
    },
  ];
  await panel.getByRole('button', { name: '查看待处理' }).click();
  const text = await panel.getByRole('listitem').innerText();
  for (const part of [
    '不是本服务发起的退款',
    '从 2026-03-02 起',
    '订单 b-example',
    '退款单 by-hand-1',
    '处理：问清是谁',
  ]) {
    assert.ok(text.includes(part), text);
  }
  assert.deepEqual(page.broken, []);
});
