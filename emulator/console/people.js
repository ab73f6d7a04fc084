/** People to book for who do not exist: their numbers are valid in form, with an area code that was never assigned. */
import { action, el, note, panel } from './dom.js';

const AREA = '990000';
const CHECK_DIGITS = '10X98765432';

/** The last character of a resident ID number (GB 11643-1999). */
function withCheckDigit(first17) {
  const sum = [...first17].reduce(
    (all, digit, at) => all + Number(digit) * (2 ** (17 - at) % 11),
    0,
  );
  return first17 + CHECK_DIGITS[sum % 11];
}

/** `odd` orders are men, even ones women. */
const person = (name, who, born, order) => ({
  name,
  who,
  number: withCheckDigit(`${AREA}${born}${order}`),
  phone: `1390000${order}0`,
});

export const PEOPLE = [
  person('演示甲', '女，老人', '19550312', '024'),
  person('演示乙', '男，成人', '19850709', '035'),
  person('演示丙', '女，成人', '19900126', '046'),
  person('演示丁', '男，儿童', '20190518', '057'),
];

export function peoplePanel() {
  const { node, body } = panel('试用身份', '虚构的人，填就诊人时用');
  const copy = async (text) => {
    await navigator.clipboard.writeText(text);
    note(`已复制 ${text}`);
  };
  const line = ({ name, who, number, phone }) =>
    el(
      'li',
      {},
      el('b', {}, name),
      el('small', {}, `${who} · ${phone}`),
      el(
        'div',
        { className: 'row' },
        el('code', {}, number),
        action('复制证件号', () => copy(number)),
      ),
    );
  body.append(el('ol', { className: 'cards' }, PEOPLE.map(line)));
  return node;
}
