/** The person and WeChat: privacy, phone number, message permission, scanning. */
import { el } from '../dom.mjs';
import { api, failure } from './api.mjs';

export function account(host) {
  if (host) host.privacy = new Privacy(host);
  return {
    requestSubscribeMessage: api('requestSubscribeMessage', (options) =>
      askForMessages(host, options),
    ),
    openPrivacyContract: api('openPrivacyContract', () => showGuide(host)),
    scanCode: api('scanCode', () => scan(host)),
  };
}

/** Consent to the privacy guide, given to WeChat once for each phone. */
class Privacy {
  constructor(host) {
    this.host = host;
  }

  get agreed() {
    return this.host.phone.setting('privacy') === 'agreed';
  }

  agree() {
    this.host.phone.setting('privacy', 'agreed');
  }

  /** Before an API that touches personal data. @throws when refused, as WeChat words it */
  async require() {
    if (this.agreed) return;
    const yes = await this.host.overlays.ask({
      title: '用户隐私保护提示',
      body: [el('p', {}, '使用前请阅读并同意《用户隐私保护指引》。')],
      yes: '同意',
    });
    if (!yes) throw failure('privacy permission is not authorized', 104);
    this.agree();
  }
}

/** The guide itself is written in WeChat's own console, which no laptop has. */
async function showGuide(host) {
  await host.overlays.modal({
    title: '用户隐私保护指引',
    content: '正式的指引在微信公众平台填写，由微信显示。这里是预览，没有它的正文。',
    showCancel: false,
    confirmText: '知道了',
  });
}

/** What a button's `open-type` does when it is tapped. */
const OPEN_TYPES = {
  async getPhoneNumber(host, button) {
    try {
      await host.privacy.require();
      const yes = await host.overlays.ask({
        title: '申请获取并验证你的手机号',
        body: [el('p', {}, `${host.phone.name} 的微信绑定号码`)],
      });
      if (!yes) throw new Error('user deny');
      const path = `/phones/${encodeURIComponent(host.phone.openid)}/phone_code`;
      const { code } = await host.phone.control('POST', path, {});
      button.triggerEvent('getphonenumber', { code, errMsg: 'getPhoneNumber:ok' });
    } catch (error) {
      button.triggerEvent('getphonenumber', { errMsg: `getPhoneNumber:fail ${error.message}` });
    }
  },
  agreePrivacyAuthorization(host, button) {
    host.privacy.agree();
    button.triggerEvent('agreeprivacyauthorization', { buttonId: button.id });
  },
};

export function openType(host, type, button) {
  if (OPEN_TYPES[type]) return OPEN_TYPES[type](host, button);
  return host.error(new Error(`the preview has no open-type ${type}`));
}

async function askForMessages(host, { tmplIds = [] }) {
  if (!tmplIds.length) throw failure('tmplIds can not be empty', 10001);
  if (tmplIds.length > 3) throw failure('Templates count out of max bounds', 20003);
  // Only straight from a tap or from a payment: after a call over the network the tap is used up.
  if (!host.phone.tapped) throw failure('can only be invoked by user TAP gesture.', 20013);
  host.phone.tapped = false;
  if (!host.phone.online) throw failure('network is unavailable', 10002);
  const titles = await templateTitles(host);
  const boxes = tmplIds.map((id) => el('input', { type: 'checkbox', checked: true, value: id }));
  const rows = boxes.map((box, i) =>
    el(
      'label',
      { className: 'mp-row' },
      el('span', {}, titles[tmplIds[i]] ?? `服务通知 ${i + 1}`),
      box,
    ),
  );
  const yes = await host.overlays.ask({ title: '申请发送一次以下消息', body: rows, no: '取消' });
  const results = Object.fromEntries(
    boxes.map((box) => [box.value, yes && box.checked ? 'accept' : 'reject']),
  );
  await host.phone.control('POST', '/subscriptions', { openid: host.phone.openid, results });
  return results;
}

/** Titles of message templates where the emulator tells them; they only dress the sheet. */
async function templateTitles(host) {
  const { templates = [] } = await host.phone.control('GET', '/templates').catch(() => ({}));
  return Object.fromEntries(templates.map(({ template_id: id, title }) => [id, title]));
}

async function scan(host) {
  const { codes } = await host.phone.control('GET', '/codes');
  const typed = el('input', { placeholder: '或输入码的内容', 'aria-label': '码的内容' });
  const scene = await host.overlays.open((done) => {
    const box = el('div', { className: 'mp-sheet', role: 'dialog', 'aria-label': '扫一扫' });
    box.append(el('h3', {}, '扫一扫'));
    for (const code of codes) {
      box.append(
        el('button', { className: 'mp-option', onclick: () => done(code.scene) }, code.title),
      );
    }
    const use = el(
      'button',
      { className: 'mp-yes', onclick: () => typed.value && done(typed.value) },
      '使用',
    );
    box.append(el('div', { className: 'mp-row' }, typed, use));
    box.append(
      el('button', { className: 'mp-option mp-cancel', onclick: () => done(null) }, '取消'),
    );
    return box;
  });
  if (scene === null) throw new Error('cancel');
  const path = `${host.pkg.pages[0]}?scene=${encodeURIComponent(scene)}`;
  return { result: scene, path, scanType: 'WX_CODE', charSet: 'utf-8', rawData: '' };
}
