/** A photo and a printed code against the running service: from a manager's desktop to a patient's phone. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Desktop, demoStaff, phoneOf } from './desktop.mjs';
import { Person } from '../miniprogram/person.mjs';
import { emulator, start } from '../miniprogram/service.mjs';

before(() => start({ desktop: true }));
after(() => emulator.close());

/** A picture that a browser drew. */
async function drawn(type) {
  const page = await emulator.browser.newPage();
  const base64 = await page.evaluate((kind) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 900 });
    const paper = canvas.getContext('2d');
    paper.fillStyle = 'teal';
    paper.fillRect(0, 0, 900, 900);
    return canvas.toDataURL(kind).split(',')[1];
  }, type);
  await page.close();
  return Buffer.from(base64, 'base64');
}

test('a photo goes from the desktop to the phone, and away again; its printed code leads to the doctor', async (t) => {
  const manager = await demoStaff('manager');
  const desktop = await (await Desktop.with(t)).open();
  await desktop.signInBy(await phoneOf(t, manager.openid));
  const { page } = desktop;
  await desktop.link('医生').click();
  await desktop.button('修改').first().click();
  const identity = await page.getByLabel('医生编号', { exact: true }).inputValue();
  const file = page.getByLabel('医生的照片文件');
  await file.setInputFiles({
    name: '照片.png',
    mimeType: 'image/png',
    buffer: Buffer.from('<svg/>'),
  });
  await desktop.sees('只能上传 JPG、PNG 或 WebP 照片，没有上传。请换一张');
  const buffer = await drawn('image/png');
  await file.setInputFiles({ name: '照片.png', mimeType: 'image/png', buffer });
  await desktop.sees('照片已上传，小程序里现在就是这张');
  await page.getByRole('img', { name: '医生的照片' }).waitFor();

  const patient = await Person.with(t, { openid: 'o-patient-of-the-photo' });
  await patient.open(`pages/doctor/doctor?id=${identity}`);
  const face = patient.page.locator('.doctor-face--photo').first();
  await face.waitFor();
  const address = await face.evaluate((node) => node.style.backgroundImage.slice(5, -2));
  const answer = await fetch(address);
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'image/jpeg']);
  const listing = await fetch(address.slice(0, address.indexOf('/files/') + 7));
  assert.equal(listing.status, 403);

  await desktop.button('删除照片').click();
  await page.getByRole('button', { name: '删除照片' }).last().click();
  await desktop.sees('照片已删除');
  assert.notEqual((await fetch(address)).status, 200);
  await patient.open(`pages/doctor/doctor?id=${identity}`);
  assert.equal(await patient.page.locator('.doctor-face--photo').count(), 0);

  await page.keyboard.press('Escape');
  await desktop.link('小程序码').click();
  await desktop.choose('给谁打印', '医生');
  const sheet = page
    .getByRole('list', { name: '小程序码' })
    .getByRole('listitem')
    .filter({ hasText: '医师' })
    .first();
  const code = sheet.getByRole('img');
  await code.waitFor();
  // As it is printed: on the screen a list may still be closing over it.
  const printed = Buffer.from((await code.getAttribute('src')).split(',')[1], 'base64');
  const [opens, query] = (await desktop.read(printed)).split('?');
  const scene = new URLSearchParams(query).get('scene');
  assert.match(`${opens} ${scene}`, /^pages\/home\/home dr\.\S+$/);
  await patient.open(`${opens}?scene=${scene}`);
  const name = (await sheet.locator('strong').innerText()).split(' ')[0];
  await patient.sees(name);
  await patient.sees('选择时间');
});
