/** The browser of the tests: what is used where nothing is installed, and what is said where nothing can be. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporary } from './support.mjs';

const MODULE = fileURLToPath(new URL('../browser/chromium.mjs', import.meta.url));

/** Runs a script against the module with an environment of its own. */
function run(script, env = {}) {
  const code = `import * as b from ${JSON.stringify(MODULE)};${script}`;
  const args = ['--input-type=module', '-e', code];
  return spawnSync(process.execPath, args, { encoding: 'utf8', env: { HOME: '/tmp', ...env } });
}

test('CHROMIUM is taken as it is named, and a wrong name is one clear line', () => {
  const named = run('console.log(await b.browserPath())', { CHROMIUM: process.execPath });
  assert.equal(named.stdout.trim(), process.execPath);
  const wrong = run('await b.browserPath().catch((e) => console.log(e.message))', {
    CHROMIUM: '/no',
  });
  assert.equal(wrong.stdout, 'CHROMIUM names /no, which does not exist\n');
});

test('a browser on PATH comes before the one from npm', () => {
  const bin = temporary('bin');
  fs.writeFileSync(path.join(bin, 'chromium'), '#!/bin/sh\n', { mode: 0o755 });
  const found = run('console.log(await b.browserPath())', { PATH: bin });
  assert.equal(found.stdout.trim(), path.join(bin, 'chromium'));
});

test('on a bare machine the packages’ own browser draws Chinese with the packages’ own font', () => {
  const draw = `
    const browser = await b.launch();
    const page = await browser.newPage();
    await page.setContent('<canvas width="50" height="50"></canvas>');
    // A missing glyph is the same box (or nothing) whatever the character.
    const shapes = await page.evaluate(() => [...'预约挂号'].map((character) => {
      const canvas = document.querySelector('canvas');
      const brush = canvas.getContext('2d');
      brush.clearRect(0, 0, 50, 50);
      brush.font = '40px sans-serif';
      brush.fillText(character, 2, 42);
      return canvas.toDataURL();
    }));
    console.log(new Set(shapes).size);
    await browser.close();`;
  const drawn = run(draw, { PATH: '' });
  assert.equal(drawn.stdout.trim(), '4', drawn.stderr);
});
