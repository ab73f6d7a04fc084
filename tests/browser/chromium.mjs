/**
 * The browser of the tests and screenshots: the one named in CHROMIUM, else the system's, else the one that
 * npm's @sparticuz/chromium carries. Without a browser or a Chinese font this throws one clear line.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { unpackWoff } from './woff.mjs';

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
// Nothing of the browser's own may reach for a network, and a root user has no sandbox to use.
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
];

function onPath(name) {
  const dirs = (process.env.PATH ?? '').split(path.delimiter);
  return dirs.map((dir) => path.join(dir, name)).find((file) => fs.existsSync(file));
}

/** @returns {Promise<string>} path of a browser. @throws {Error} one line saying what to do */
export async function browserPath() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (fs.existsSync(named)) return named;
    throw new Error(`CHROMIUM names ${named}, which does not exist`);
  }
  const found = SYSTEM.map(onPath).find(Boolean);
  if (found) return found;
  try {
    const { default: carried } = await import('@sparticuz/chromium');
    return await carried.executablePath();
  } catch (error) {
    throw new Error(
      `no browser: install Chromium, set CHROMIUM, or run "npm ci" (${error.message.split('\n')[0]})`,
    );
  }
}

/**
 * Environment in which the browser finds a Chinese font: the system's, else the one from npm, unpacked for
 * fontconfig once. @throws {Error} one line saying what to do
 */
export function fontEnvironment() {
  const listed = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  if (listed.status === 0 && listed.stdout.trim()) return {};
  let packed;
  try {
    const require = createRequire(import.meta.url);
    packed = path.join(
      path.dirname(require.resolve('@fontsource/noto-sans-sc/package.json')),
      'files',
    );
  } catch {
    throw new Error('no Chinese font: install one (Debian: fonts-noto-cjk) or run "npm ci"');
  }
  const home = path.resolve(packed, '../../../.cache/preview-fonts');
  const config = path.join(home, 'fonts.conf');
  if (!fs.existsSync(config)) {
    fs.mkdirSync(home, { recursive: true });
    for (const name of fs.readdirSync(packed)) {
      if (!/-(chinese-simplified|latin)-(400|700)-normal\.woff$/.test(name)) continue;
      fs.writeFileSync(
        path.join(home, `${name}.ttf`),
        unpackWoff(fs.readFileSync(path.join(packed, name))),
      );
    }
    // Last, so that a folder with it is complete.
    const folders = `<dir>${home}</dir><cachedir>${path.join(home, 'cache')}</cachedir>`;
    fs.writeFileSync(config, `<?xml version="1.0"?><fontconfig>${folders}</fontconfig>`);
  }
  return { FONTCONFIG_FILE: config, FONTCONFIG_PATH: home };
}

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launch(options = {}) {
  const executablePath = await browserPath();
  const env = { ...process.env, ...fontEnvironment() };
  return chromium.launch({ executablePath, args: FLAGS, env, ...options });
}

/** Version of the browser that would be used, for a report. */
export async function browserVersion() {
  return execFileSync(await browserPath(), ['--version'], { encoding: 'utf8' }).trim();
}
