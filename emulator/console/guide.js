/** A first booking in one line, until somebody has read it. */
import { action, el } from './dom.js';

const STORED = 'console:guided';
const STEPS = ['① 选医院', '② 点“填入”用试用身份', '③ 支付'];

/** Puts the line before `place`, unless it was put away on this computer. */
export function guide(place) {
  if (localStorage.getItem(STORED)) return;
  const line = el('div', { className: 'guide', role: 'note', 'aria-label': '第一次预约' });
  const away = action('知道了', () => {
    localStorage.setItem(STORED, 'yes');
    line.remove();
  });
  line.append(
    el(
      'p',
      {},
      STEPS.map((step) => el('span', {}, step)),
    ),
    away,
  );
  place.before(line);
}
