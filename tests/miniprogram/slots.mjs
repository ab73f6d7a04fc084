/** Slots of the demo: one that fits, and one that is nearly full. */
import { signedUp } from './people.mjs';
import { emulator } from './service.mjs';

export const dayAfter = (date, days) =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);

/**
 * A slot in a department for everybody.
 * @param {{free?: boolean, ahead?: number, least?: number, availability?: string}} wanted
 */
export async function findSlot({ free = false, ahead = 2, least = 2, availability = 'free' } = {}) {
  const openid = await emulator.newPhone();
  const today = (await emulator.now()).slice(0, 10);
  const { hospitals } = await emulator.call(openid, 'catalog', { action: 'hospitals' });
  for (const { id } of hospitals) {
    const { departments } = await emulator.call(openid, 'catalog', {
      action: 'hospital',
      hospital_id: id,
    });
    for (const department of departments.filter(
      (one) => !one.sex && one.age_from === null && one.age_to === null,
    )) {
      const whose = {
        department_id: department.id,
        date_from: dayAfter(today, ahead),
        date_to: dayAfter(today, 7),
      };
      const { slots } = await emulator.call(openid, 'query_slots', whose);
      const found = slots.find((slot) => {
        const seats = availability !== 'free' || slot.left >= least;
        return slot.availability === availability && seats && (slot.fee_fen === 0) === free;
      });
      if (found) return found;
    }
  }
  throw new Error('the demo has no such slot');
}

/** Other people take seats of a slot until so many are left. */
export async function leaveSeats(slot, seats) {
  const whose = { doctor_id: slot.doctor_id, date_from: slot.date };
  const reader = await emulator.newPhone();
  const look = async () =>
    (await emulator.call(reader, 'query_slots', whose)).slots.find((one) => one.id === slot.id)
      .left;
  const takers = [];
  while ((await look()) > seats) {
    const other = await signedUp();
    const key = `taker-${other.openid}`.slice(0, 60);
    const taken = await emulator.call(other.openid, 'book', {
      slot_id: slot.id,
      patient_id: other.patient,
      idempotency_key: key,
    });
    takers.push({ ...other, booking: taken.booking });
  }
  return takers;
}

/** The page of a slot's confirmation, as its address in the mini-program. */
export const confirmPage = (slot) =>
  `pages/confirm/confirm?slot=${slot.id}&doctor=${slot.doctor_id}&date=${slot.date}`;
