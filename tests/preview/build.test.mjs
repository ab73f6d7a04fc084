/** The build: what it accepts, and that every problem names its file. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from '../../preview/build.mjs';
import { refusals } from '../../preview/official.mjs';
import { wxsToScript } from '../../preview/compile/templates.mjs';
import { lengthsToCss } from '../../preview/runtime/lengths.mjs';
import { conformanceSources, folderOf, temporary } from './support.mjs';

const BUILD = fileURLToPath(new URL('../../preview/build.mjs', import.meta.url));
const GOOD = {
  'app.json': JSON.stringify({ pages: ['pages/a/a'] }),
  'app.js': 'App({})',
  'pages/a/a.js': 'Page({})',
  'pages/a/a.json': '{}',
  'pages/a/a.wxml': '<view>好</view>',
};
const problemsOf = async (files) =>
  (await build(folderOf({ ...GOOD, ...files }), temporary('out'))).problems;

test('the conformance mini-program builds without a problem', async () => {
  const out = temporary('out');
  const result = await build(conformanceSources(), out);
  assert.deepEqual(result.problems, []);
  assert.equal(result.built, true);
  assert.ok(result.bytes > 100_000);
  for (const name of ['frame.html', 'phone.css', 'components.css', 'mini.js', 'mini.js.map']) {
    assert.ok(fs.existsSync(path.join(out, name)), name);
  }
});

test('the official compilers accept it too', () => {
  assert.deepEqual(refusals(conformanceSources()), []);
});

test('the official compilers refuse ?. in WXML and broken WXSS', () => {
  const root = folderOf({ 'a.wxml': '<view wx:if="{{a?.b}}"></view>', 'a.wxss': '.a{color:red' });
  assert.match(refusals(root).join('\n'), /a\.wxml[\s\S]*a\.wxss/);
});

const BROKEN = [
  ['an unknown tag', { 'pages/a/a.wxml': '<view>\n<veiw></veiw></view>' }, /pages\/a\/a\.wxml:2 unknown tag <veiw>/],
  ['an HTML tag', { 'pages/a/a.wxml': '<div></div>' }, /unknown tag <div>/],
  ['an attribute that the preview lacks', { 'pages/a/a.wxml': '<view>\n<button wx:if="{{1}}" size="mini" data-size="x" bind:tap="a" aria-label="x" hover-class="h" plain />\n</view>' }, /^pages\/a\/a\.wxml:2 the preview has no size of <button>\npages\/a\/a\.wxml:2 the preview has no plain of <button>$/],
  ['an unknown member of wx', { 'pages/a/a.js': 'Page({\nonLoad() { wx.nonsense() } })' }, /pages\/a\/a\.js:2 the preview has no wx\.nonsense/],
  ['an unknown member of wx.cloud', { 'pages/a/a.js': 'Page({ onLoad() { wx.cloud.database() } })' }, /no wx\.cloud\.database/],
  ['a template error', { 'pages/a/a.wxml': '<view>{{ a + }}</view>' }, /pages\/a\/a\.wxml:1:\d+ /],
  ['an unclosed tag', { 'pages/a/a.wxml': '<view><text></view>' }, /pages\/a\/a\.wxml:1:\d+ missing end tag/],
  ['a missing component', { 'pages/a/a.json': '{"usingComponents":{"x":"/no/x"}}' }, /no\/x: component not found/],
  ['a missing template', { 'app.json': '{"pages":["pages/a/a","pages/b/b"]}', 'pages/b/b.js': 'Page({})' }, /pages\/b\/b\.wxml: missing file/],
  ['a missing script', { 'app.json': '{"pages":["pages/a/a","pages/b/b"]}', 'pages/b/b.wxml': '<view/>' }, /pages\/b\/b\.js: missing file/],
  ['a missing import', { 'pages/a/a.wxml': '<import src="./no.wxml" />' }, /pages\/a\/no\.wxml: missing file/],
  ['a missing WXS', { 'pages/a/a.wxml': '<wxs module="m" src="./no.wxs" />' }, /pages\/a\/no\.wxs: missing file/],
  ['a missing style', { 'pages/a/a.wxss': '@import "./no.wxss";' }, /pages\/a\/no\.wxss: missing file/],
  ['a style that does not parse', { 'pages/a/a.wxss': '.a {\n color red\n' }, /pages\/a\/a\.wxss:/],
  ['a local file in a style', { 'pages/a/a.wxss': '.a { background: url(/x.png) }' }, /a\.wxss:1 WXSS cannot load/],
  ['a missing image', { 'pages/a/a.wxml': '<image src="/images/no.png" />' }, /a\.wxml:1 missing image \/images\/no\.png/],
  ['broken JSON', { 'pages/a/a.json': '{,}' }, /pages\/a\/a\.json: /],
  ['a script that does not parse', { 'pages/a/a.js': 'Page({' }, /pages\/a\/a\.js:1 /],
  ['a module that is not there', { 'pages/a/a.js': "require('./no'); Page({})" }, /a\.js:1 Could not resolve/],
  ['one tab only', { 'app.json': '{"pages":["pages/a/a"],"tabBar":{"list":[{"pagePath":"pages/a/a","text":"a"}]}}' }, /app\.json: tabBar needs 2 to 5/],
  ['a tab icon that is not there', { 'app.json': '{"pages":["pages/a/a"],"tabBar":{"list":[{"pagePath":"pages/a/a","text":"a","iconPath":"no.png"},{"pagePath":"pages/c/c","text":"c"}]}}' }, /tab icon no\.png is missing/],
  ['a tab that is no page', { 'app.json': '{"pages":["pages/a/a"],"tabBar":{"list":[{"pagePath":"pages/a/a","text":"a"},{"pagePath":"pages/c/c","text":"c"}]}}' }, /tab page pages\/c\/c is not in "pages"/],
  ['a page listed twice', { 'app.json': '{"pages":["pages/a/a","pages/a/a"]}' }, /page pages\/a\/a stands twice/],
  ['no app.js', { 'app.js': null }, /app\.js: missing file/],
]; // prettier-ignore

for (const [name, files, expected] of BROKEN) {
  test(`reported: ${name}`, async () => {
    const root = folderOf({
      ...GOOD,
      ...Object.fromEntries(Object.entries(files).filter(([, t]) => t !== null)),
    });
    for (const [file, text] of Object.entries(files))
      if (text === null) fs.rmSync(path.join(root, file));
    const { problems } = await build(root, temporary('out'));
    assert.match(problems.join('\n'), expected);
  });
}

test('the small mini-program that the broken ones are made of has no problem', async () => {
  assert.deepEqual(await problemsOf({}), []);
});

test('a tag in a comment or in WXS is no tag', async () => {
  const wxml =
    '<!-- <veiw> --><wxs module="m">module.exports = { a: "<veiw>" }</wxs><view wx:if="{{1 > 0}}"/>';
  assert.deepEqual(await problemsOf({ 'pages/a/a.wxml': wxml }), []);
});

test('the program exits with 1 and one JSON line when there is a problem, else with 0', () => {
  const bad = folderOf({ ...GOOD, 'pages/a/a.wxml': '<veiw/>' });
  const run = (root) => spawnSync('node', [BUILD, root, temporary('out')], { encoding: 'utf8' });
  const failed = run(bad);
  assert.equal(failed.status, 1);
  assert.deepEqual(JSON.parse(failed.stdout).problems, ['pages/a/a.wxml:1 unknown tag <veiw>']);
  const passed = run(folderOf(GOOD));
  assert.equal(passed.status, 0);
  assert.deepEqual(Object.keys(JSON.parse(passed.stdout)), ['built', 'ms', 'bytes', 'problems']);
  assert.equal(run(folderOf({})).status, 1);
  assert.equal(spawnSync('node', [BUILD]).status, 2);
  assert.equal(spawnSync('node', [BUILD, 'a', 'b', '--wacth']).status, 2);
});

test('--watch builds again when a file changes, and reports instead of ending', async (t) => {
  const root = folderOf(GOOD);
  const child = spawn('node', [BUILD, root, temporary('out'), '--watch']);
  t.after(() => child.kill());
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // One writing may be seen as two changes, and built twice.
  const built = async (problems) => {
    for (;;) {
      const { value } = await lines.next();
      if (isDeepStrictEqual(JSON.parse(value).problems, problems)) return;
    }
  };
  await built([]);
  fs.writeFileSync(path.join(root, 'pages/a/a.wxml'), '<veiw/>');
  await built(['pages/a/a.wxml:1 unknown tag <veiw>']);
  fs.writeFileSync(path.join(root, 'pages/a/a.wxml'), '<view/>');
  await built([]);
  assert.equal(child.exitCode, null);
});

test('WXS: constructor is a string, a regular expression is taken verbatim, required files lose .wxs', () => {
  assert.equal(wxsToScript('a.b[0].constructor'), '__wxsConstructor(a.b[0])');
  assert.equal(wxsToScript(String.raw`getRegExp('\d+', 'g')`), String.raw`getRegExp('\\d+', 'g')`);
  assert.equal(wxsToScript(`require("./a.wxs")`), `require("./a")`);
});

test('lengths: rpx is a share of the screen, vh of the page', () => {
  assert.equal(lengthsToCss('750rpx -15rpx'), '100vw -2vw');
  assert.equal(
    lengthsToCss('calc(100vh - 3.75rpx)'),
    'calc(calc(var(--mp-vh, 1vh) * 100) - 0.5vw)',
  );
  assert.equal(lengthsToCss('#a1rpx'), '#a1rpx');
});
