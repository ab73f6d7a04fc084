/**
 * Are the stories worth trusting? Breaks one binding of a page at a time, in a copy, and runs the story that goes
 * over it: it must fail. Prints one line each and fails when a broken page was not noticed.
 *
 * node tests/miniprogram/mutations.mjs [words, to try only those whose file contains them]
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const ours = path.resolve(here, '../../miniprogram');

/** file, what stands there, what stands there instead, a story that meets it */
const MUTATIONS = [
  ['pages/home/home.wxml', 'bindtap="onSearch"', 'bindtap="onScan"', 'the first time'],
  ['pages/search/search.wxml', 'bind:open="onDoctor"', 'bind:tap="onDoctor"', 'the first time'],
  ['pages/hospital/hospital.wxml', 'bindtap="onDepartment"', '', 'by hospital'],
  ['pages/department/department.wxml', 'bind:pick="onDay"', '', 'by hospital'],
  ['pages/doctor/doctor.wxml', 'bind:end="refresh"', '', 'not yet released'],
  ['pages/confirm/confirm.wxml', 'bindtap="onOther"', '', 'sold out'],
  ['pages/booking/booking.wxml', '{{booking.code}}', '{{booking.pickup}}', 'the first time'],
  ['pages/booking/booking.wxml', 'bindtap="onCancel">取消预约', '>取消预约', 'cancelled in time'],
  [
    'pages/bookings/bookings.wxml',
    '!bookings.length',
    'bookings.length',
    'opened without a network',
  ],
  ['pages/mine/mine.wxml', 'bindtap="onLarge"', '', 'large type'],
  ['pages/patient/patient.wxml', 'data-field="idNumber"', 'data-field="id"', 'a wrong ID'],
  ['packages/account/privacy/privacy.wxml', 'bindtap="onErase"', '', 'what is kept'],
  ['packages/waitlist/join/join.wxml', 'bindtap="onJoin"', '', 'a number given back'],
  ['packages/waitlist/mine/mine.wxml', 'bindtap="onTake"', '', 'a number given back'],
  ['packages/waitlist/mine/mine.js', '  live: true,', '', 'a number given back'],
  ['pages/booking/booking.js', '  live: true,', '', 'cancelled in time'],
  ['services/bookings.js', 'local.paid(id);', '', 'paid, and the network goes'],
  ['services/bookings.js', 'cancels.sent(id);', '', 'cancelled without an answer'],
  ['pages/home/home.js', 'bookings.here(this.read)', 'this.read', 'paid and out of reach'],
  ['pages/confirm/confirm.js', '  onAgreed,\n', '', 'a first booking to its refund'],
  ['components/booking-card/booking-card.wxml', 'catchtap="onTake"', '', 'from the first page'],
];

/** @returns {string[]} the stories that fail on these sources */
function failing(sources, pattern) {
  const files = ['journey.test.mjs', 'trouble.test.mjs', 'walk.test.mjs'].map((name) =>
    path.join(here, name),
  );
  const args = ['--test', `--test-name-pattern=${pattern}`, ...files];
  const env = { ...process.env, MINIPROGRAM: sources, PATIENCE: '20000' };
  const { stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  if (!/^ok /m.test(stdout)) throw new Error(`no story ran:\n${stdout}`);
  return stdout.match(/^not ok \d+ - .*/gm) ?? [];
}

function survives([file, from, to, story]) {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'mutation-'));
  fs.cpSync(ours, copy, { recursive: true });
  const target = path.join(copy, file);
  const source = fs.readFileSync(target, 'utf8');
  if (!source.includes(from)) throw new Error(`${file} has no ${from}`);
  fs.writeFileSync(target, source.replace(from, to));
  const noticed = failing(copy, story).length > 0;
  fs.rmSync(copy, { recursive: true });
  console.log(
    `${noticed ? 'noticed ' : 'SURVIVED'} ${file}: ${from} → ${to || 'nothing'} (${story})`,
  );
  return !noticed;
}

const wanted = MUTATIONS.filter(([file]) => file.includes(process.argv[2] ?? ''));
// The control: unbroken, the same stories pass with the same patience, so a failure means the break.
const control = failing(ours, wanted.map(([, , , story]) => story).join('|'));
if (control.length) throw new Error(`fails unbroken:\n${control.join('\n')}`);
const survivors = wanted.filter(survives);
console.log(`${wanted.length - survivors.length} of ${wanted.length} noticed`);
if (survivors.length) process.exitCode = 1;
