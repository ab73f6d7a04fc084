/** Modules of staff/ without a browser: compiled as they are built, and nothing else of the pages. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

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
