/**
 * Pictures of every desktop page in every state, at three sizes of screen, for people to look at: build/shots/staff-*.png.
 *
 * node tests/staff/shots.mjs [words, to take only those whose name contains them]
 *
 * Beside them it prints what went wrong in a page or can be measured, and fails on a finding.
 */
import fs from 'node:fs';
import path from 'node:path';
import { openDesks } from './fake.mjs';
import { measure } from './measure.mjs';
import { SCENES } from './scenes.mjs';
import { root } from './support.mjs';

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
];
const out = path.join(root, 'build/shots');
const names = Object.keys(SCENES).filter((name) => name.includes(process.argv[2] ?? ''));
fs.mkdirSync(out, { recursive: true });

const desks = await openDesks();
const findings = [];
for (const name of names) {
  for (const size of SIZES) {
    const label = `staff-${name}-${size.width}`;
    const desk = await desks.open(SCENES[name], size);
    const found = [...(await measure(desk.page)), ...desk.errors()];
    findings.push(...found.map((finding) => `${label}: ${finding}`));
    await desk.page.screenshot({ animations: 'disabled', path: path.join(out, `${label}.png`) });
    await desk.close();
  }
}
await desks.close();
console.log(`${names.length * SIZES.length} pictures in ${path.relative(process.cwd(), out)}`);
for (const finding of findings) console.log(finding);
if (findings.length) process.exitCode = 1;
