/**
 * Makes the icons: the mask of every <ui-icon>, and the PNGs of the tab bar. The drawings are TDesign's; the few it
 * lacks are ours, in tools/icons.
 *
 * node miniprogram/tools/icons.mjs [path of a Chromium]   (the tab bar takes no SVG, so a browser draws it)
 */
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const own = path.join(root, 'tools/icons');
const theirs = path.join(
  path.dirname(createRequire(import.meta.url).resolve('tdesign-icons-svg/package.json')),
  'src',
);

/** What an icon is called here, and in TDesign. */
const TDESIGN = {
  alert: 'error-circle',
  bell: 'notification',
  calendar: 'calendar-2',
  call: 'call',
  check: 'check',
  clock: 'time',
  close: 'close',
  down: 'chevron-down',
  download: 'download',
  edit: 'edit',
  help: 'help-circle',
  home: 'home',
  hospital: 'hospital',
  info: 'info-circle',
  offline: 'wifi-off',
  people: 'usergroup',
  person: 'user',
  pin: 'location',
  plus: 'add',
  right: 'chevron-right',
  scan: 'scan',
  search: 'search',
  shield: 'secured',
  trash: 'delete',
};
const TABS = { 'tab-home': 'home', 'tab-bookings': 'calendar', 'tab-mine': 'person' };
const TAB_SIZE = 81;

/** A black line drawing of 24 × 24. */
function svg(name) {
  if (!TDESIGN[name]) return fs.readFileSync(path.join(own, `${name}.svg`), 'utf8').trim();
  const source = fs.readFileSync(path.join(theirs, `${TDESIGN[name]}.svg`), 'utf8');
  // Each drawing has its lines, and under them areas that are there to be coloured.
  const lines = [...source.matchAll(/<path\b[^>]*\bstroke="currentColor"[^>]*>/g)]
    .map(([line]) => line.replace(/ (id|stroke)="[^"]*"/g, '').replace(/>$/, '/>'))
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#000">${lines}</svg>`;
}

export const MASKS = path.join(root, 'components/ui-icon/masks.wxss');

/** @returns {string} the style of every icon, by its name */
export function masks() {
  const ours = fs.readdirSync(own).map((file) => path.basename(file, '.svg'));
  const rules = [...Object.keys(TDESIGN), ...ours].sort().map((name) => {
    const data = svg(name).replace(/"/g, "'").replace(/[<>#]/g, encodeURIComponent);
    return `.${name} { --mask: url("data:image/svg+xml,${data}"); }`;
  });
  return `/*
 * Made by tools/icons.mjs: do not edit.
 * Drawings of TDesign icons, MIT License, Copyright (c) 2021-present TDesign: vendor/tdesign-icons-svg/LICENSE.
 */
${rules.join('\n')}
`;
}

async function drawTabs(executablePath) {
  const { tabBar } = JSON.parse(fs.readFileSync(path.join(root, 'app.json'), 'utf8'));
  const colours = { '': tabBar.color, '-on': tabBar.selectedColor };
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: TAB_SIZE, height: TAB_SIZE } });
  for (const [file, name] of Object.entries(TABS)) {
    for (const [suffix, colour] of Object.entries(colours)) {
      const picture = svg(name)
        .replace('#000', colour)
        .replace('<svg', `<svg width="${TAB_SIZE}" height="${TAB_SIZE}"`);
      await page.setContent(`<style>body{margin:0}</style>${picture}`);
      const target = path.join(root, `images/${file}${suffix}.png`);
      await page.screenshot({ path: target, omitBackground: true });
    }
  }
  await browser.close();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  fs.writeFileSync(MASKS, masks());
  await drawTabs(process.argv[2] || '/usr/bin/chromium');
}
