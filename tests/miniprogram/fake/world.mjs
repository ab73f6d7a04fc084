/** All there is, in the amount that a page is to be looked at with. */
import { departmentsOf, doctorsOf, hospitalsOf, noticesOf, slotsOf } from './catalogue.mjs';
import { bookingsOf, entriesOf, patientsOf } from './people.mjs';

const LONG = '（内分泌与代谢病中西医结合诊疗中心东院区）';

/** @param {'few' | 'many' | 'long' | 'empty'} amount */
export function world(amount) {
  const long = amount === 'long' ? LONG : '';
  const many = amount === 'many' || amount === 'long';
  const hospitals = hospitalsOf(many ? 8 : 3, long);
  const departments = departmentsOf(long);
  const doctors = doctorsOf(many ? 12 : 4, hospitals[0], departments[1], long);
  if (amount === 'empty')
    return {
      hospitals: [],
      departments: [],
      notices: [],
      doctors: [],
      slots: [],
      patients: [],
      bookings: [],
      entries: [],
    };
  return {
    hospitals,
    departments,
    notices: noticesOf(long),
    doctors,
    slots: doctors.flatMap((doctor, at) => slotsOf(doctor, at)),
    patients: patientsOf(many ? 5 : 2, long),
    bookings: bookingsOf(many, hospitals[0], departments[1], doctors[0]),
    entries: entriesOf(hospitals[0], departments[1], doctors[0]),
  };
}
