/** What the fake service answers of a hospital's day at a glance. Everything in it is invented. */

const NAMES = ['内科', '外科', '儿科', '妇产科', '眼科', '耳鼻喉科', '皮肤科', '口腔科', '中医科'];
const LONG = '（内分泌与代谢病中西医结合诊疗中心东院区）';

const need = (kind, more = {}) => ({ kind, count: null, date: null, words: '', ...more });
const NEEDS = [
  need('untold', { count: 3 }),
  need('refund', { count: 100 }),
  need('merchant'),
  need('import', { words: '这家医院的资料刚才有别人改过，请重新检查' }),
  need('laid_out', { date: '2026-11-26' }),
  need('timetable', { date: '2026-12-05' }),
];

/** The first two of some days: the third session has somebody waiting. @param {object[]} days as a timetable has them */
export const todayOf = (days, amount) => ({
  days: days.slice(0, 2).map(({ date, sessions }) => ({
    date,
    sessions: sessions.map((session, number) => seen(session, number, amount)),
  })),
  needs: amount === 'few' ? [] : NEEDS,
});

function seen({ slots, ...one }, number, amount) {
  const stopped = slots.filter(({ state }) => state !== 'open');
  const lost = stopped.reduce((sum, { seats, sold }) => sum + seats - sold, 0);
  return {
    ...one,
    department_name: NAMES[number % NAMES.length] + (amount === 'long' ? LONG : ''),
    left: one.seats - one.sold - lost,
    waiting: number === 2 ? 4 : 0,
    slots: slots.length,
    stopped: stopped.length,
  };
}
