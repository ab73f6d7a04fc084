/** What the fake service says that a change of a clinic would do to days that are laid out. Everything is invented. */

const plan = (start, end, minutes, seats, on_sale = true) => ({
  start,
  end,
  slot_minutes: [minutes],
  seats,
  on_sale,
});
const WAS = plan('08:00', '12:00', 30, 24);
const BECOMES = plan('08:00', '12:00', 20, 36);
const change = (number, outcome, was, becomes, more = {}) => ({
  doctor_id: `dr${number}`,
  doctor_name: `虚构医生${number + 1}`,
  period: 'am',
  was,
  becomes,
  outcome,
  sold: 0,
  waiting: 0,
  by_hand: false,
  ...more,
});

/** Every outcome on two days, and more that are not listed. */
export const PROPOSED = {
  preview_id: 'p1',
  days: [
    {
      date: '2026-11-30',
      sessions: [
        change(0, 'replanned', WAS, BECOMES),
        change(1, 'touched', WAS, BECOMES, { sold: 3, waiting: 1 }),
        change(2, 'touched', WAS, BECOMES, { by_hand: true }),
      ],
    },
    {
      date: '2026-12-07',
      sessions: [
        change(0, 'added', null, BECOMES),
        change(1, 'closed', WAS, null),
        change(2, 'touched', WAS, { ...WAS, on_sale: false }, { sold: 2 }),
      ],
    },
  ],
  left_out: 7,
};
export const KEPT = [{ date: '2026-11-30', doctor_id: 'dr1', period: 'am' }];
