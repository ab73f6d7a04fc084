import assert from 'node:assert/strict';
import test from 'node:test';
import { fresh, load, phone, reply } from './support.mjs';

const slot = {
  id: 's1',
  date: '2026-11-25',
  period: 'am',
  starts_at: '2026-11-25T08:30:00+08:00',
  ends_at: '2026-11-25T09:00:00+08:00',
  fee_fen: 5000,
};
const page = { slotId: 's1', doctorId: 'd1', date: '2026-11-25', patients: [], patient: '' };
const people = (...ids) => ids.map((id) => ({ id }));

/** What a page that shows `before` is told, when these are the user's patients and slots now. */
function told(before, patients, { slots = [slot], excluded = [], storage = new Map() } = {}) {
  const answers = {
    patients: reply({ patients, excluded }),
    catalog: reply({ doctor: { id: 'd1' }, hospital: { id: 'h1' }, departments: [] }),
    query_slots: reply({ slots }),
  };
  phone([(name) => answers[name]], storage);
  return fresh('services/choice.js').look({ ...page, ...before });
}

test('the first patient is chosen, in the words of the page', async () => {
  const { patient, when, near, fee } = await told({}, people('p1', 'p2'));
  assert.deepEqual(
    { patient, when, near, fee },
    { patient: 'p1', when: '11月25日 周三 上午 08:30–09:00', near: '后天', fee: '¥50' },
  );
});

test('who was chosen stays chosen; who was removed does not', async () => {
  const before = { patients: people('p1', 'p2'), patient: 'p2' };
  assert.equal((await told(before, people('p1', 'p2'))).patient, 'p2');
  assert.equal((await told(before, people('p1'))).patient, 'p1');
});

test('who was just added is chosen', async () => {
  const before = { patients: people('p1'), patient: 'p1' };
  assert.equal((await told(before, people('p1', 'p2'))).patient, 'p2');
});

test('of a guardian and a child added together the child is chosen, once', async () => {
  const mine = people('mother', 'child');
  const answers = {
    catalog: reply({ doctor: { id: 'd1' }, hospital: { id: 'h1' }, departments: [] }),
    query_slots: reply({ slots: [slot] }),
  };
  const added = [];
  phone([
    (name, data) => {
      if (data.action === 'add') return reply({ patient: mine[added.push(data) - 1] });
      return answers[name] || reply({ patients: mine, excluded: [] });
    },
  ]);
  const choice = fresh('services/choice.js');
  const patients = load('services/patients.js');
  await patients.add({});
  await patients.add({});
  assert.equal((await choice.look(page)).patient, 'child');
  assert.equal(
    (await choice.look({ ...page, patients: mine, patient: 'mother' })).patient,
    'mother',
  );
});

test('nobody is chosen where there is nobody', async () => {
  assert.equal((await told({}, [])).patient, '');
});

test('a slot that is no longer there is said in words', async () => {
  await assert.rejects(told({}, people('p1'), { slots: [] }), {
    code: 'NOT_FOUND',
    message: /不在了/,
  });
});

const no = (patient_id, booking_id = null) => ({
  patient_id,
  code: 'PATIENT_NOT_ELIGIBLE',
  message: `${patient_id} 不行`,
  booking_id,
});

test('who may not have the seat says why, and the next one is chosen', async () => {
  const chosen = await told({}, people('p1', 'p2'), { excluded: [no('p1', 'b1')] });
  assert.deepEqual(
    chosen.patients.map((one) => [one.reason, one.in_the_way]),
    [
      ['p1 不行', 'b1'],
      ['', ''],
    ],
  );
  assert.deepEqual([chosen.patient, chosen.fit], ['p2', true]);
});

test('who was chosen and may not any more is not exchanged for somebody else', async () => {
  const before = { patients: people('p1', 'p2'), patient: 'p1' };
  const chosen = await told(before, people('p1', 'p2'), { excluded: [no('p1')] });
  assert.deepEqual([chosen.patient, chosen.fit], ['', true]);
});

test('where nobody may, nobody is chosen, nor is who was just added', async () => {
  const before = { patients: people('p1'), patient: '' };
  const chosen = await told(before, people('p1', 'p2'), { excluded: [no('p1'), no('p2')] });
  assert.deepEqual([chosen.patient, chosen.fit], ['', false]);
});

test('whose tap was not answered may tap again: it finds the seat it may have taken', async () => {
  const storage = new Map([['open_taps', { 'book:s1:p1': 'key' }]]);
  const chosen = await told({}, people('p1'), { excluded: [no('p1', 'b1')], storage });
  assert.deepEqual([chosen.patient, chosen.patients[0].reason], ['p1', '']);
});
