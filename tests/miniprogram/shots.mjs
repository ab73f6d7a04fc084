/**
 * Pictures of every page, in normal and large type and in every state, for people to look at: build/shots/*.png.
 *
 * node tests/miniprogram/shots.mjs [words, to take only those whose name contains them]
 *
 * Beside each picture it prints what can be measured (looks.test.mjs measures the main ones) and fails on a finding.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SCENES } from './scenes.mjs';
import { measure } from './fake/measure.mjs';
import { openPhones } from './fake/phone.mjs';

const out = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../build/shots');
const names = Object.keys(SCENES).filter((name) => name.includes(process.argv[2] ?? ''));
fs.mkdirSync(out, { recursive: true });

const phones = await openPhones();
const findings = [];
for (const name of names) {
  for (const large of [false, true]) {
    const label = `${name}${large ? '-large' : ''}`;
    const phone = await phones.open({ ...SCENES[name], large });
    findings.push(...(await measure(phone.page)).map((finding) => `${label}: ${finding}`));
    findings.push(...(await phone.errors()).map((error) => `${label}: ${error}`));
    await phones.picture(phone.page, path.join(out, `${label}.png`));
    await phone.close();
  }
}
await phones.close();
console.log(`${names.length * 2} pictures in ${path.relative(process.cwd(), out)}`);
for (const finding of findings) console.log(finding);
if (findings.length) process.exitCode = 1;
