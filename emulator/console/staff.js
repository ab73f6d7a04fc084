/** The demo's staff, to be one of them: by the phone, and by it at a desktop. */
import { announce, on } from './api.js';
import { action, el, panel } from './dom.js';
import { roleText } from './words.js';

export function staffPanel(shared) {
  const { node, body, tools } = panel('医院的人', '虚构的人，点一下，手机就是他的');
  tools.append(
    el(
      'a',
      { href: '/staff/', target: '_blank', rel: 'noopener', className: 'button' },
      '在电脑上登录',
    ),
  );
  const line = ({ openid, name, role, hospital }) =>
    el(
      'li',
      {},
      el('b', {}, roleText(role)),
      el('small', {}, [name, hospital].filter(Boolean).join(' · ')),
      el(
        'div',
        { className: 'row' },
        action('用手机', () => announce('become', openid), {
          title: '当前这部手机变成这个人的，打开“医院工作台”',
          'aria-label': `用手机：${roleText(role)} ${hospital ?? ''}`,
        }),
      ),
    );
  const draw = () => {
    const staff = shared.phones.filter((phone) => phone.role);
    const empty = el('p', { className: 'empty' }, '没有：请先重新生成演示数据');
    body.replaceChildren(staff.length ? el('ol', { className: 'cards' }, staff.map(line)) : empty);
  };
  on('phones', draw);
  draw();
  return node;
}
