/** Photos and codes at a desktop, with a fake service: what is sent, what is shown when it does not go. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pick, press, shown } from './acts.mjs';
import { openDesks } from './fake.mjs';

let desks;
before(async () => (desks = await openDesks()));
after(() => desks.close());

const asked = (desk, action) => desk.calls.filter((one) => one.action === action);
const choose = (page, buffer) =>
  page
    .getByLabel('医生的照片文件')
    .setInputFiles({ name: '照片.jpg', mimeType: 'image/jpeg', buffer });
const BUSY = { code: 'BUSY', message: '照片没有存好，请再试一次' };

test('a photo is put and taken away at once, whatever becomes of the form', async () => {
  const desk = await desks.open({ page: '#/doctors' });
  const { page } = desk;
  await press(page, '修改', 1);
  await press(page, '上传照片');
  await choose(page, Buffer.from('演示'));
  await shown('照片已上传，小程序里现在就是这张')(page);
  const [{ doctor_id, file }] = asked(desk, 'put_photo');
  assert.deepEqual([doctor_id, Buffer.from(file, 'base64').toString()], ['dr1', '演示']);
  await press(page, '删除照片');
  await press(page, '不删除');
  assert.equal(asked(desk, 'remove_photo').length, 0);
  await press(page, '删除照片');
  await page.getByRole('button', { name: '删除照片' }).last().click();
  await shown('照片已删除')(page);
  assert.equal(await page.getByRole('img', { name: '医生的照片' }).count(), 0);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(asked(desk, 'save').length, 0);
  assert.deepEqual(desk.errors(), []);
  await desk.close();
});

test('a photo that is too large is not sent, and one that was not kept is told so', async () => {
  const desk = await desks.open({ page: '#/doctors', answers: { put_photo: BUSY } });
  const { page } = desk;
  await press(page, '修改');
  await page.getByRole('img', { name: '医生的照片' }).waitFor();
  await choose(page, Buffer.alloc(2_000_001));
  await shown('照片超过 2 MB，没有上传。请压缩后再传')(page);
  assert.equal(asked(desk, 'put_photo').length, 0);
  await choose(page, Buffer.from('演示'));
  await shown('照片没有存好，请再试一次')(page);
  await page.getByRole('img', { name: '医生的照片' }).waitFor();
  await desk.close();
});

test('a new doctor has no photo before they are saved', async () => {
  const desk = await desks.open({ page: '#/doctors' });
  await press(desk.page, '添加医生');
  await desk.page.getByRole('dialog', { name: '添加医生' }).waitFor();
  assert.equal(await desk.page.getByLabel('医生的照片文件').count(), 0);
  await desk.close();
});

test('codes are drawn one after the other, go on after trouble, and are printed when all are there', async () => {
  let times = 0;
  const code = () =>
    (times += 1) === 3 ? { code: 'BAD_STATE', message: '微信没有给小程序码（41030）' } : undefined;
  const desk = await desks.open({ page: '#/codes', answers: { code } });
  const { page } = desk;
  await page.getByRole('img', { name: '虚构第一医院 的小程序码' }).waitFor();
  await pick(page, '给谁打印', '科室');
  await shown('微信没有给小程序码（41030）')(page);
  assert.equal(await page.getByRole('button', { name: '打印', exact: true }).isEnabled(), false);
  await press(page, '再试一次');
  await page.getByRole('img', { name: '康复科 的小程序码' }).waitFor();
  assert.equal(await page.getByRole('button', { name: '打印', exact: true }).isEnabled(), true);
  const departments = asked(desk, 'code').filter(({ kind }) => kind === 'department');
  assert.deepEqual(
    departments.map(({ id }) => id),
    ['d0', 'd1', 'd1', 'd2', 'd3', 'd4', 'd5', 'd6', 'd7', 'd8', 'd9'],
  );
  await pick(page, '给谁打印', '医生');
  await page.getByRole('img', { name: '虚构医生21 主任医师 的小程序码' }).waitFor();
  await page.evaluate(() => (globalThis.print = () => (globalThis.__printed = true)));
  await press(page, '打印');
  assert.equal(await page.evaluate(() => globalThis.__printed), true);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('button', { name: '打印', exact: true }).isVisible(), false);
  assert.equal(
    await page.getByRole('img', { name: '虚构医生1 主任医师 的小程序码' }).isVisible(),
    true,
  );
  await desk.close();
});

test('a large export is fetched from where the service says, and the page stays', async () => {
  const link = 'http://127.0.0.1:1/files/e1.xlsx?X-Amz-Expires=600';
  const answer = { code: 'OK', message: '成功', data: { filename: 'h1.xlsx', file: null, link } };
  const desk = await desks.open({ page: '#/sheets', answers: { export: answer } });
  const asks = desk.page.waitForRequest((request) => request.url() === link);
  await press(desk.page, '下载现在的资料');
  await asks;
  await desk.close();
});
