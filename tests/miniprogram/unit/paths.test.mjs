import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../miniprogram');
const { pages, subPackages } = JSON.parse(fs.readFileSync(path.join(root, 'app.json'), 'utf8'));
const known = new Set([
  ...pages,
  ...subPackages.flatMap((one) => one.pages.map((page) => `${one.root}/${page}`)),
]);

test('every page that a script leads to is in app.json', () => {
  const scripts = fs.readdirSync(root, { recursive: true }).filter((file) => file.endsWith('.js'));
  const named = scripts.flatMap((file) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    return [...text.matchAll(/['"`]\/((?:pages|packages)\/[\w/-]+)/g)].map(([, page]) => page);
  });
  assert.ok(named.length > 20);
  assert.deepEqual(
    [...new Set(named)].filter((page) => !known.has(page)),
    [],
  );
});
