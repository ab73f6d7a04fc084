import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
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
