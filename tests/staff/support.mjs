/** Modules of staff/ without a browser: compiled as they are built, and nothing else of the pages. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** What roles, grants and browsers are called, wherever they are. */
export const WORDS = JSON.parse(
  fs.readFileSync(path.join(root, 'tests/shared/staff_words.json'), 'utf8'),
);

/** @param {string} name of a module, relative to staff/ @returns {Promise<Record<string, any>>} what it exports */
export async function load(name) {
  const built = await build({
    entryPoints: [path.join(root, 'staff', name)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
  });
  const source = Buffer.from(built.outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${source}`);
}
