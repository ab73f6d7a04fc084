import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { MASKS, masks } from '../../../miniprogram/tools/icons.mjs';
import { COPIES } from '../../../miniprogram/tools/vendor.mjs';

test('what is vendored is the package to the byte, and carries its licence', () => {
  for (const [copy, original] of COPIES) {
    assert.ok(fs.readFileSync(copy).equals(fs.readFileSync(original)), copy);
  }
  const [[script]] = COPIES;
  const licence = fs.readFileSync(path.join(path.dirname(script), 'LICENSE'), 'utf8');
  const [holder] = fs.readFileSync(script, 'utf8').match(/Copyright \(c\) .*/);
  assert.ok(licence.includes(holder.trim()));
  assert.match(licence, /^MIT License/);
});

test('the icons are those of the drawings, and every icon that a page names is there', () => {
  const made = fs.readFileSync(MASKS, 'utf8');
  assert.equal(made, masks());
  const root = path.resolve(path.dirname(MASKS), '../..');
  const sources = fs
    .readdirSync(root, { recursive: true })
    .filter((file) => /\.(wxml|js)$/.test(file));
  const text = sources.map((file) => fs.readFileSync(path.join(root, file), 'utf8')).join('\n');
  const named = [
    ...text.matchAll(/<ui-icon[^>]*\bname="([^"{]+)"/g),
    // Not a toast without one.
    ...text.matchAll(/\bicon(?:="|: ')(?!none)([\w-]+)/g),
  ].map(([, name]) => name);
  assert.ok(named.length > 20);
  assert.deepEqual(
    named.filter((name) => !made.includes(`\n.${name} {`)),
    [],
  );
});
