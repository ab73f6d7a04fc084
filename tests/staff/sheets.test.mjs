/** A hospital's file at a desktop, with a fake service: fetched, handed in, mended, imported. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { press, shown } from './acts.mjs';
import { job, WRONG } from './fake-admin.mjs';
import { openDesks } from './fake.mjs';
import { ok, upload } from './scenes-admin.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const asked = (desk, action) => desk.calls.filter((one) => one.action === action);

/** The file that a button hands to the browser: its name and what is in it. */
async function fetched(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, button)]);
  return [download.suggestedFilename(), fs.readFileSync(await download.path(), 'utf8')];
}

test('the workbook and the empty one are fetched as files', async () => {
  const desk = await desks.open({ page: '#/sheets' });
  assert.deepEqual(await fetched(desk.page, '下载现在的资料'), ['h1.xlsx', 'h1.xlsx']);
  assert.deepEqual(await fetched(desk.page, '下载空白表格'), ['医院资料.xlsx', '医院资料.xlsx']);
  assert.deepEqual(
    asked(desk, 'export').map(({ what }) => what),
    ['catalogue', 'template'],
  );
  await desk.close();
});

test('a file that is wrong is told place by place and fetched with marks; mended it is imported', async () => {
  const answers = [ok(WRONG), undefined];
  const runs = [ok(job('running', 1)), ok(job('running', 3)), undefined];
  const desk = await desks.open({
    page: '#/sheets',
    answers: { import_check: () => answers.shift(), import_apply: () => runs.shift() },
  });
  const { page } = desk;
  await upload('资料.xlsx 有 14 处要改，什么也没有导入。改好后请重新上传')(page);
  await shown('这里只列出 12 处，其余 2 处改完这些再查')(page);
  assert.equal(await page.getByRole('row', { name: '出诊表 第 2 行 结束时间' }).count(), 1);
  const [name] = await fetched(page, '下载标出问题的文件');
  assert.equal(name, 'h1-问题.xlsx');

  await upload('导入后：新增 3 项，修改 1 项，删除 2 项，不变 40 项。现在还没有改')(page);
  await shown('“主任”按“主任医师”理解')(page);
  const { filename, file, hospital_id } = asked(desk, 'import_check')[1];
  assert.deepEqual([filename, hospital_id], ['资料.xlsx', 'h1']);
  assert.equal(Buffer.from(file, 'base64').toString(), '演示');
  await press(page, '导入');
  await shown('正在导入：3 / 4')(page);
  await shown('已导入 资料.xlsx：新增 3 项，修改 1 项，删除 2 项，不变 40 项')(page);
  assert.deepEqual(
    asked(desk, 'import_apply').map(({ preview_id }) => preview_id),
    ['p1', 'p1', 'p1'],
  );
  await desk.close();
});

test('an import that does not hold any more says so and asks for another check; a huge file is not sent', async () => {
  const message = '医院的资料在检查之后有人改过，什么也没有写入。请重新检查一次再导入';
  const desk = await desks.open({
    page: '#/sheets',
    answers: { import_apply: { code: 'STALE', message } },
  });
  const { page } = desk;
  const checking = page.waitForRequest('**/api/sheets');
  await upload('没有问题')(page);
  // As text the platform would take 100 KB of it.
  assert.equal((await checking).headers()['content-type'], 'application/octet-stream');
  await press(page, '导入');
  await shown(message)(page);
  assert.equal(await page.getByRole('button', { name: '导入', exact: true }).count(), 0);
  const huge = { name: '大.xlsx', mimeType: '', buffer: Buffer.alloc(2_000_001) };
  await page.getByLabel('要导入的文件').setInputFiles(huge);
  await shown('文件太大，最多 2 MB。请删掉没用的工作表和图片，再试一次')(page);
  assert.equal(asked(desk, 'import_check').length, 1);
  await desk.close();
});
