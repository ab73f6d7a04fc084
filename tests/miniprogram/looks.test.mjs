/** Contrast (WCAG AA), tap targets (44 px) and text that fits, measured on every page in both type sizes. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SCENES } from './scenes.mjs';
import { measure } from './fake/measure.mjs';
import { openPhones } from './fake/phone.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../miniprogram');
const app = JSON.parse(fs.readFileSync(path.join(root, 'app.json'), 'utf8'));
const pages = [
  ...app.pages,
  ...app.subPackages.flatMap((one) => one.pages.map((page) => `${one.root}/${page}`)),
];
const routeOf = (name) => SCENES[name].page.split('?')[0];

/** Lengths shrink with the width here, and must not shrink below what a finger and an eye need. */
const NARROWEST = { width: 360, height: 740 };

let phones;
before(async () => (phones = await openPhones()));
after(() => phones.close());

for (const route of pages) {
  // The first scene of a page is its plain one; the rest are for people to look at.
  const name = Object.keys(SCENES).find((one) => routeOf(one) === route);
  test(`${route} can be read and tapped, in both sizes`, async () => {
    assert.ok(name, 'no scene shows this page');
    for (const large of [false, true]) {
      const phone = await phones.open({ ...SCENES[name], large });
      assert.deepEqual([...(await measure(phone.page)), ...(await phone.errors())], []);
      await phone.page.setViewportSize(NARROWEST);
      assert.deepEqual(await measure(phone.page), [], 'on the narrowest phone');
      await phone.close();
    }
  });
}

test('a hospital’s notices are read on its page, important ones before booking too, as plain text', async () => {
  const seen = async (scene) => {
    const phone = await phones.open(SCENES[scene]);
    const texts = await phone.page.locator('.notice').allInnerTexts();
    assert.equal(await phone.page.locator('.notice b').count(), 0);
    await phone.close();
    return texts.map((text) => text.trim().split('\n'));
  };
  const [important, other] = await seen('hospital');
  assert.deepEqual(important, [
    '门诊楼停电',
    '11月24日 14:00–16:00 门诊楼停电，<b>请走东门</b>。',
    '取号请到一层服务台。',
  ]);
  assert.deepEqual(other, ['新增周末门诊', '儿科周六、周日上午也出诊']);
  assert.deepEqual(await seen('confirm'), [important]);
});

test('staff open a hospital’s day from their page, and see what is sold, left and waited for', async () => {
  const phone = await phones.open(SCENES.staff);
  await phone.page.getByText('看今天和明天的出诊').click();
  await phone.page.getByText('4 个班次').waitFor();
  await phone.page.getByText('已约 80 / 96 号 · 还能约 12 · 候补 3 人').waitFor();
  await phone.page.getByText('已约 20 / 24 号 · 还能约 0 · 候补 3 人').waitFor();
  await phone.page.getByText('停诊或停止预约').waitFor();
  await phone.page.getByText('2 个时间停止预约').waitFor();
  await phone.page.getByText('11月24日 周二').click();
  await phone.page.getByText('没有出诊，或还没有生成号').waitFor();
  await phone.close();
});

test('the measure sees what is wrong', async () => {
  const phone = await phones.open(SCENES.home);
  await phone.page.addStyleTag({
    content:
      'wx-view { color: #ccc !important } [role=button] { height: 20px !important; min-height: 0 !important }',
  });
  const found = await measure(phone.page);
  assert.ok(found.some((finding) => finding.startsWith('contrast')));
  assert.ok(found.some((finding) => finding.startsWith('target')));
  await phone.close();
});
