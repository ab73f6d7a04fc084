#!/usr/bin/env node
/**
 * Builds a native mini-program into a page for a browser.
 *
 *   node preview/build.mjs <miniprogramRoot> <outDir> [--watch] [--minify]
 *
 * Prints one JSON line a build: {"built", "ms", "bytes", "problems"}. A problem is a sentence that names
 * file and line; any problem makes the exit status 1, with --watch it is only reported.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Sources } from './compile/sources.mjs';
import { compileTemplates } from './compile/templates.mjs';
import { compileStyles } from './compile/styles.mjs';
import { bundle } from './compile/scripts.mjs';

const HOST_FILES = [
  'frame.html',
  'phone.css',
  'overlays.css',
  'messages.css',
  'components.css',
].map((name) => fileURLToPath(new URL(`./runtime/${name}`, import.meta.url)));
const ASSET = /\.(png|jpe?g|gif|svg|webp)$/;

/** @returns {Promise<{built: boolean, ms: number, bytes: number, problems: string[]}>} */
export async function build(root, outDir, { minify = false } = {}) {
  const started = performance.now();
  const problems = [];
  fs.mkdirSync(outDir, { recursive: true });
  for (const file of HOST_FILES) fs.copyFileSync(file, path.join(outDir, path.basename(file)));
  let built = true;
  try {
    const sources = new Sources(root, problems);
    const templates = compileTemplates(sources);
    const styles = compileStyles(sources);
    copyAssets(sources.root, sources.root, outDir);
    await bundle(sources, { templates, styles, outDir, minify });
  } catch (error) {
    built = false;
    const found = error.errors ?? [{ text: error.message }];
    for (const { text, location } of found) {
      problems.push(location ? `${location.file}:${location.line} ${text}` : text);
    }
  }
  // The phone shows its own problems, so that nobody wonders why a page looks as before.
  fs.writeFileSync(
    path.join(outDir, 'problems.js'),
    `globalThis.__problems=${JSON.stringify(problems)}\n`,
  );
  const output = path.join(outDir, 'mini.js');
  const bytes = fs.existsSync(output) ? fs.statSync(output).size : 0;
  return {
    built,
    ms: Math.round(performance.now() - started),
    bytes,
    problems: [...new Set(problems)],
  };
}

function copyAssets(root, dir, outDir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const file = path.join(dir, entry.name);
    if (entry.isDirectory()) {
      if (!['node_modules', 'miniprogram_npm'].includes(entry.name)) copyAssets(root, file, outDir);
    } else if (ASSET.test(entry.name)) {
      const target = path.join(outDir, path.relative(root, file));
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.copyFileSync(file, target);
    }
  }
}

/** Builds, then again after each change; changes during a build start one more when it is over. */
function watch(root, outDir, options, report) {
  let timer;
  let running = build(root, outDir, options).then(report);
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(async () => report(await build(root, outDir, options)));
    }, 60);
  };
  // Watched from before the first build reads a file, so that no change falls between.
  fs.watch(root, { recursive: true }, (_, name) => {
    if (!name || !/node_modules|(^|\/)\.|~$|\.swp$/.test(name)) again();
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flags = process.argv.slice(2).filter((arg) => arg.startsWith('--'));
  const [root, outDir] = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
  const unknown = flags.filter((flag) => !['--watch', '--minify'].includes(flag));
  if (!root || !outDir || unknown.length) {
    console.error('usage: build.mjs <miniprogramRoot> <outDir> [--watch] [--minify]');
    process.exit(2);
  }
  const options = { minify: flags.includes('--minify') };
  const report = (result) => console.log(JSON.stringify(result));
  if (flags.includes('--watch')) watch(root, outDir, options, report);
  else {
    const result = await build(root, outDir, options);
    report(result);
    if (!result.built || result.problems.length) process.exitCode = 1;
  }
}
