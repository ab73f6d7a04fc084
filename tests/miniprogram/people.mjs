/** People who do not exist, as users of the running service. */
import { emulator } from './service.mjs';

let order = 0;

/** A resident ID right in form and nobody's: region 990001 is not assigned. Another one every time. */
export function residentId(birth = '19530402') {
  order += 1;
  const seventeen = `990001${birth}${String(order).padStart(3, '0')}`;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(seventeen[at]), 0);
  return seventeen + '10X98765432'[sum % 11];
}

/** A user who has agreed to the terms and has one patient. */
export async function signedUp() {
  const openid = await emulator.newPhone();
  const { consent } = await emulator.call(openid, 'login');
  await emulator.call(openid, 'account', { action: 'accept_consent', version: consent.required });
  const form = {
    name: '李秀兰',
    id_type: 'resident_id',
    id_number: residentId(),
    phone: '13800000000',
    relation: 'self',
  };
  const { patient } = await emulator.call(openid, 'patients', { action: 'add', ...form });
  return { openid, patient: patient.id };
}
