#!/usr/bin/env node
/**
 * What opening a page costs, gzipped: `node staff/sizes.mjs <outDir>`. Ends with 1 when the first view is over its limit.
 *
 * The first view is everything that is loaded before somebody sees the sign-in or their first page.
 */
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';

export const FIRST_VIEW_KB = 400;
const FIRST_PAGES = ['pages/SignIn.vue', 'pages/Home.vue'];

/**
 * @param {Record<string, {file: string, css?: string[], imports?: string[], isDynamicEntry?: boolean, isEntry?: boolean}>} pages
 * @param {(file: string) => number} weigh bytes of a built file
 * @returns {{first: number, pages: Record<string, number>}} bytes: the first view, and what each page adds to its frame
 */
export function sizes(pages, weigh) {
  const entry = Object.keys(pages).find((name) => pages[name].isEntry);
  const frame = filesOf(pages, entry, new Set(['index.html']));
  const added = (name) => [...filesOf(pages, name)].filter((file) => !frame.has(file));
  const bytes = (files) => [...files].reduce((sum, file) => sum + weigh(file), 0);
  const opened = Object.keys(pages).filter((name) => pages[name].isDynamicEntry);
  const first = new Set([...frame, ...FIRST_PAGES.flatMap(added)]);
  return {
    first: bytes(first),
    pages: Object.fromEntries(opened.map((name) => [name, bytes(added(name))])),
  };
}

/** A chunk's files, with those of what it imports. */
function filesOf(pages, name, files = new Set()) {
  const { file, css = [], imports = [] } = pages[name];
  if (files.has(file)) return files;
  for (const one of [file, ...css]) files.add(one);
  for (const one of imports) filesOf(pages, one, files);
  return files;
}

function main(folder) {
  const pages = JSON.parse(fs.readFileSync(path.join(folder, '.pages.json'), 'utf8'));
  const weigh = (file) => zlib.gzipSync(fs.readFileSync(path.join(folder, file))).length;
  const found = sizes(pages, weigh);
  const line = (bytes, name) => console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KB  ${name}`);
  line(found.first, `first view (at most ${FIRST_VIEW_KB} KB)`);
  for (const [name, bytes] of Object.entries(found.pages)) line(bytes, name);
  return found.first <= FIRST_VIEW_KB * 1024 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv[2]);
