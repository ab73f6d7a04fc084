/** Puts the console together: phones at `/`, the panels alone at `/_emulator/`. */
import { announce, connect, control, on } from './api.js';
import { callsPanel } from './calls.js';
import { clockBar } from './clock.js';
import { dataPanel } from './data.js';
import { el } from './dom.js';
import { faultsPanel } from './faults.js';
import { guide } from './guide.js';
import { messagesPanel } from './messages.js';
import { layOut } from './narrow.js';
import { ordersPanel } from './orders.js';
import { peoplePanel } from './people.js';
import { phonesArea } from './phones.js';
import { slotPanel } from './slot.js';
import { staffPanel } from './staff.js';
import { stuckPanel } from './stuck.js';
import { timersPanel } from './timers.js';

/** What the panels share: who holds which phone, and what day it is in the emulator. */
const shared = { phones: [], today: '', now: Date.now, nameOf: (openid) => openid ?? '' };
shared.nameOf = (openid) =>
  shared.phones.find((phone) => phone.openid === openid)?.name ?? openid ?? '';

async function readPhones() {
  shared.phones = (await control('GET', '/phones')).phones;
  announce('phones');
}

const withPhones = !location.pathname.startsWith('/_emulator');
document.body.classList.toggle('bare', !withPhones);
const links = document.getElementById('links');
links.append(
  withPhones
    ? el('a', { href: '/_emulator/' }, '只看控制台')
    : el('a', { href: '/' }, '手机与控制台'),
);
const connection = document.getElementById('connection');
on('open', () => {
  connection.textContent = '已连接';
  connection.className = 'good';
});
on('lost', () => {
  connection.textContent = '模拟器没有应答，正在重连…';
  connection.className = 'bad';
});
const BUILT = { preview: '小程序', 'staff-pages': '医院工作台' };
const building = {};
on('build_problems', ({ what, problems }) => {
  building[what] = problems.length;
  const failing = Object.entries(building).filter(([, count]) => count);
  const said = failing.map(([name, count]) => `${BUILT[name] ?? name}有 ${count} 个构建问题`);
  connection.textContent = said.join('，') || '已连接';
  connection.className = failing.length ? 'bad' : 'good';
});

// Other data has other staff.
on('reset', () => readPhones().catch(() => {}));

clockBar(document.getElementById('clock'), shared);
const panels = document.getElementById('panels');
const column = (...makers) =>
  el('div', { className: 'column' }, ...makers.map((make) => make(shared)));
panels.append(
  el(
    'div',
    { className: 'board' },
    callsPanel(shared),
    column(messagesPanel, peoplePanel, staffPanel),
    column(ordersPanel, stuckPanel, slotPanel),
    column(faultsPanel, timersPanel, dataPanel),
  ),
);
await readPhones().catch(() => {});
if (withPhones) {
  const [top, main] = ['header.top', 'main'].map((one) => document.querySelector(one));
  const area = phonesArea(document.getElementById('phones'), shared, readPhones);
  layOut(area, { top, main, panels });
  guide(main);
}
connect();
