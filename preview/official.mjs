#!/usr/bin/env node
/**
 * Shows every WXML, WXS and WXSS file to WeChat's own compilers (npm miniprogram-compiler), which refuse
 * what DevTools would refuse: `node preview/official.mjs <miniprogramRoot>`.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';

const PLATFORM = { linux: 'linux', darwin: 'mac', win32: 'windows' }[process.platform];
const require = createRequire(import.meta.url);

/** @returns {string[]} what the compilers said; empty when they accept everything */
export function refusals(root) {
  const wxml = [...filesOf(root, '.wxml'), ...filesOf(root, '.wxs')];
  return [
    ...run(root, 'wcc', ['-d', '-cc', '0', ...wxml, '-gn', '$gwx']),
    ...run(root, 'wcsc', ['-db', '-pc', '0', ...filesOf(root, '.wxss')]),
  ];
}

function filesOf(root, suffix) {
  return fs
    .readdirSync(root, { recursive: true })
    .filter((file) => file.endsWith(suffix) && !/(^|\/)(node_modules|miniprogram_npm)\//.test(file))
    .sort();
}

function run(root, name, args) {
  const folder = path.dirname(require.resolve('miniprogram-compiler/package.json'));
  const program = path.join(
    folder,
    'bin',
    PLATFORM,
    process.platform === 'win32' ? `${name}.exe` : name,
  );
  // npm unpacks it without the right to run it.
  fs.chmodSync(program, 0o755);
  const { status, stderr, error } = spawnSync(program, args, { cwd: root, maxBuffer: 1 << 28 });
  const said = stderr?.toString().trim() ?? '';
  if (error || status !== 0) return [`${name}: ${said || error?.message || `status ${status}`}`];
  return [];
}

if (process.argv[1] === require('node:url').fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? 'miniprogram';
  const found = refusals(root);
  for (const line of found) console.error(line);
  if (found.length) process.exitCode = 1;
  else console.log(`wcc and wcsc accept ${root}`);
}
