/** What looks after staff/: tokens, sizes, lint. */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { problems } from '../../../staff/lint.mjs';
import { sizes } from '../../../staff/sizes.mjs';
import { cssOfTokens } from '../../../staff/tokens.mjs';
import { root } from '../support.mjs';

test('the tokens of the mini-program hold on a desktop, in its lengths', () => {
  assert.equal(cssOfTokens('page {\n  --gap: 9rpx;\n}'), ':root {\n  --gap: 4.5px;\n}');
  const ours = cssOfTokens(
    fs.readFileSync(path.join(root, 'miniprogram/styles/tokens.wxss'), 'utf8'),
  );
  assert.doesNotMatch(ours, /rpx|(^|\n)page/);
  assert.match(ours, /:root[^}]*--brand: #/);
});

test('a page costs what it adds to the frame, the first view what is loaded before it is seen', () => {
  const built = {
    'index.html': { file: 'main.js', css: ['main.css'], imports: ['_shared.js'], isEntry: true },
    '_shared.js': { file: 'shared.js' },
    '_table.js': { file: 'table.js', imports: ['_shared.js'] },
    'pages/SignIn.vue': { file: 'sign.js', isDynamicEntry: true },
    'pages/Home.vue': { file: 'home.js', isDynamicEntry: true, imports: ['_shared.js'] },
    'pages/Big.vue': {
      file: 'big.js',
      css: ['big.css'],
      isDynamicEntry: true,
      imports: ['_table.js'],
    },
  };
  const found = sizes(built, (file) => ({ 'big.js': 1000, 'table.js': 500 })[file] ?? 1);
  assert.deepEqual(found.pages, {
    'pages/SignIn.vue': 1,
    'pages/Home.vue': 1,
    'pages/Big.vue': 1501,
  });
  // index.html, main.js, main.css, shared.js, and the two first pages.
  assert.equal(found.first, 6);
});

test('only one module talks to the service, and functions stay short', () => {
  assert.deepEqual(problems('services/api.ts', "await fetch('/api');"), []);
  assert.deepEqual(
    problems('pages/A.vue', '<template />\n<script setup lang="ts">\nfetch(1);\n</script>'),
    ['pages/A.vue:3: fetch: only services/api.ts talks to the service'],
  );
  const long = `function f() {\n${'f();\n'.repeat(40)}}`;
  assert.deepEqual(problems('a.ts', long), ['a.ts:1: a function of 42 lines; at most 40']);
  assert.deepEqual(problems('a.ts', 'x;\n'.repeat(301)), ['a.ts: 302 lines; at most 300']);
});
