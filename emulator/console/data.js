/** The database as a whole: checked against the invariants, or made new. */
import { announce, control, on } from './api.js';
import { action, el, note, panel } from './dom.js';

export function dataPanel() {
  const { node, body } = panel('数据');
  const report = el('div', { role: 'status' });
  const check = async (settled) => {
    const { ok, violations, pending } = await control(
      'GET',
      `/verify${settled ? '?settled=1' : ''}`,
    );
    const lines = violations.map((v) =>
      el('li', {}, typeof v === 'string' ? v : JSON.stringify(v)),
    );
    const verdict = ok
      ? `没有发现问题，还有 ${pending} 件事在办`
      : `发现 ${violations.length} 处问题`;
    report.replaceChildren(
      el('p', { className: ok ? 'good' : 'bad' }, verdict),
      el('ul', {}, lines),
    );
  };
  const again = async () => {
    if (!confirm('清空全部数据并重新装入示例数据？')) return;
    await control('POST', '/reset');
    await control('POST', '/seed', { dataset: 'demo' });
    announce('reset');
    note('示例数据已重新装入');
  };
  body.append(
    el(
      'div',
      { className: 'row' },
      action('核对数据', () => check(false)),
      action('严格核对', () => check(true), { title: '在没有任务待办时使用' }),
      action('重新装入示例数据', again),
    ),
    report,
  );
  on('reset', () => report.replaceChildren());
  return node;
}
