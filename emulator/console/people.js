/** People to book for who do not exist: their numbers are valid in form, with an area code that was never assigned. */
import { announce, on } from './api.js';
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

/** A family: `odd` orders are men, even ones women. `relations`: the first that the form offers is chosen. */
const person = (name, who, born, order, relations) => ({
  name,
  who,
  relations,
  number: withCheckDigit(`${AREA}${born}${order}`),
  phone: `1390000${order}0`,
});

export const PEOPLE = [
  person('演示甲', '男，成人', '19850709', '035', ['本人', '其他亲友']),
  person('演示乙', '女，成人', '19900126', '046', ['配偶']),
  person('演示丙', '女，老人', '19550312', '024', ['父母']),
  person('演示丁', '男，儿童', '20190518', '057', ['子女']),
];
PEOPLE[3].guardian = PEOPLE[1];

/** The form of a patient as its labels name the fields; a child brings a grown-up along. */
const formOf = ({ name, number, phone, relations, guardian }) => ({
  姓名: name,
  证件号码: number,
  手机号: phone,
  与您的关系: relations,
  ...(guardian && {
    监护人姓名: guardian.name,
    监护人证件号码: guardian.number,
    监护人手机号: guardian.phone,
    监护人与您的关系: guardian.relations,
  }),
});

/** Is this page the form for somebody new? */
const isForm = ({ path, query }) => path === 'pages/patient/patient' && !query.id;

/**
 * Fills in one person after the other, with one tap each; shown only where there is a form to fill in.
 * @param {() => {path: string, query: Record<string, string>} | undefined} top the page that is looked at
 */
export function fillButton(top) {
  let next = 0;
  const button = el('button', { id: 'fill', type: 'button', hidden: true });
  const tell = () => {
    button.textContent = `填入 ${PEOPLE[next].name}`;
    button.hidden = !top() || !isForm(top());
  };
  button.onclick = () => {
    announce('fill', formOf(PEOPLE[next]));
    next = (next + 1) % PEOPLE.length;
    tell();
  };
  for (const type of ['phone-page', 'looked-at']) on(type, tell);
  tell();
  return button;
}

export function peoplePanel() {
  const { node, body } = panel('试用身份', '虚构的人，填就诊人时用');
  const copy = async (text) => {
    await navigator.clipboard.writeText(text);
    note(`已复制 ${text}`);
  };
  const line = (one) => {
    const { name, who, number, phone } = one;
    return el(
      'li',
      {},
      el('b', {}, name),
      el('small', {}, `${who} · ${phone}`),
      el(
        'div',
        { className: 'row' },
        el('code', {}, number),
        action('填入', () => announce('fill', formOf(one)), {
          title: '填到手机里“添加就诊人”的表单',
          'aria-label': `填入 ${name}`,
        }),
        action('复制证件号码', () => copy(number)),
      ),
    );
  };
  body.append(el('ol', { className: 'cards' }, PEOPLE.map(line)));
  return node;
}
