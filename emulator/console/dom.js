/** Small helpers for building the page. */

/** Creates an element: properties are assigned, names with a dash and `role` become attributes. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') node.setAttribute(name, value);
    else node[name] = value;
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined));
  return node;
}

/** A button that cannot be pressed twice while its work runs; what goes wrong is said at the foot. */
export function action(text, work, properties = {}) {
  const button = el('button', { type: 'button', ...properties }, text);
  button.onclick = async () => {
    button.disabled = true;
    try {
      await work(button);
    } catch (error) {
      note(`${text}：${error.message}`, 'bad');
    } finally {
      button.disabled = false;
    }
  };
  return button;
}

/** A titled part of the console. @returns {{node: HTMLElement, body: HTMLElement, tools: HTMLElement}} */
export function panel(title, hint = '') {
  const id = `panel-${title}`;
  const tools = el('div', { className: 'tools' });
  const body = el('div', { className: 'body' });
  const heading = el('h2', { id }, title, hint ? el('small', {}, hint) : null);
  const node = el(
    'section',
    { className: 'panel', 'aria-labelledby': id },
    el('header', {}, heading, tools),
    body,
  );
  return { node, body, tools };
}

export function note(text, kind = 'good') {
  const line = el('p', { className: kind }, text);
  const notes = document.getElementById('notes');
  notes.append(line);
  setTimeout(() => line.remove(), kind === 'bad' ? 9000 : 4000);
}

/** An empty table under its headings. @returns {{table: HTMLElement, rows: HTMLElement}} */
export function tableOf(names) {
  const headings = names.map((name) => el('th', { scope: 'col' }, name));
  const rows = el('tbody');
  return { table: el('table', {}, el('thead', {}, el('tr', {}, headings)), rows), rows };
}

export const empty = (text) => el('p', { className: 'empty' }, text);

const TIME = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
  timeZone: 'Asia/Shanghai',
};
/** "08:30:05", with the date before it when that is another day than `today`. */
export function shortTime(instant, today) {
  if (!instant) return '';
  const time = new Intl.DateTimeFormat('zh-CN', TIME).format(new Date(instant));
  const day = instant.slice(5, 10);
  return today && instant.slice(0, 10) !== today ? `${day} ${time}` : time;
}

export const yuan = (fen) => `¥${(fen / 100).toFixed(2)}`;
