/**
 * Makes the icons from the drawings in tools/icons: the mask of every <ui-icon>, and the PNGs of the tab bar.
 *
 * node miniprogram/tools/icons.mjs [path of a Chromium]   (the tab bar takes no SVG, so a browser draws it)
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const drawings = path.join(root, 'tools/icons');
const svg = (name) => fs.readFileSync(path.join(drawings, `${name}.svg`), 'utf8').trim();

function writeMasks() {
  const names = fs
    .readdirSync(drawings)
    .map((file) => path.basename(file, '.svg'))
    .sort();
  const rules = names.map((name) => {
    const data = svg(name).replace(/"/g, "'").replace(/[<>#]/g, encodeURIComponent);
    return `.${name} { --mask: url("data:image/svg+xml,${data}"); }`;
  });
  const head = '/* Made by tools/icons.mjs from tools/icons: do not edit. */\n';
  fs.writeFileSync(
    path.join(root, 'components/ui-icon/masks.wxss'),
    `${head}${rules.join('\n')}\n`,
  );
}

async function drawTabs(executablePath) {
  const { tabBar } = JSON.parse(fs.readFileSync(path.join(root, 'app.json'), 'utf8'));
  const drawn = { 'tab-home': 'home', 'tab-bookings': 'calendar', 'tab-mine': 'person' };
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 81, height: 81 } });
  for (const [file, name] of Object.entries(drawn)) {
    for (const [suffix, colour] of [
      ['', tabBar.color],
      ['-on', tabBar.selectedColor],
    ]) {
      const picture = svg(name)
        .replace('#000', colour)
        .replace('<svg', '<svg width="81" height="81"');
      await page.setContent(`<style>body{margin:0}</style>${picture}`);
      await page.screenshot({
        path: path.join(root, `images/${file}${suffix}.png`),
        omitBackground: true,
      });
    }
  }
  await browser.close();
}

writeMasks();
await drawTabs(process.argv[2] || '/usr/bin/chromium');
