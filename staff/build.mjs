#!/usr/bin/env node
/**
 * Builds the hospital's desktop pages.
 *
 *   node staff/build.mjs <outDir> [--watch]
 *
 * Prints one JSON line a build: {"built", "ms", "bytes", "problems"}, as preview/build.mjs does. A problem makes the
 * exit status 1, with --watch it is only reported.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'vite';
import config from './vite.config.mjs';

const options = (outDir, more = {}) => ({
  ...config,
  build: { ...config.build, outDir: path.resolve(outDir), ...more },
});

/** @returns {Promise<{built: boolean, ms: number, bytes: number, problems: string[]}>} */
export async function build(outDir) {
  const started = performance.now();
  const problems = [];
  try {
    await bundle(options(outDir));
  } catch (error) {
    problems.push(said(error));
  }
  return report(outDir, performance.now() - started, problems);
}

function report(outDir, ms, problems) {
  const bytes = problems.length ? 0 : sizeOf(outDir);
  return { built: !problems.length, ms: Math.round(ms), bytes, problems };
}

function said(error) {
  const where = error.loc ? `${error.loc.file}:${error.loc.line} ` : '';
  return `${where}${String(error.message).split('\n')[0]}`;
}

function sizeOf(folder) {
  const names = fs.readdirSync(folder, { recursive: true });
  const stats = names.map((name) => fs.statSync(path.join(folder, name)));
  return stats.reduce((sum, one) => sum + (one.isFile() ? one.size : 0), 0);
}

async function watch(outDir, say) {
  let started = performance.now();
  const watcher = await bundle(options(outDir, { watch: {} }));
  watcher.on('event', (event) => {
    if (event.code === 'START') started = performance.now();
    if (event.code === 'ERROR')
      say(report(outDir, performance.now() - started, [said(event.error)]));
    if (event.code === 'END') say(report(outDir, performance.now() - started, []));
    event.result?.close();
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
  const [outDir] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  if (!outDir || flags.some((flag) => flag !== '--watch')) {
    console.error('usage: build.mjs <outDir> [--watch]');
    process.exit(2);
  }
  const say = (result) => console.log(JSON.stringify(result));
  if (flags.includes('--watch')) await watch(outDir, say);
  else {
    const result = await build(outDir);
    say(result);
    if (!result.built) process.exitCode = 1;
  }
}
