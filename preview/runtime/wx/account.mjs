/** The person and WeChat: privacy, phone number, message permission, scanning. */
import { el } from '../dom.mjs';
import { api, failure } from './api.mjs';
import { askForMessages } from './subscribe.mjs';

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

async function scan(host) {
  const { codes } = await host.phone.control('GET', '/codes');
  const scene = await host.overlays.open((done) => scanner(codes, done));
  if (scene === null) throw new Error('cancel');
  const said = { result: scene, charSet: 'utf-8', rawData: '' };
  // Only a mini-program code carries a path; an address stands in an ordinary one.
  if (/^https?:/.test(scene)) return { ...said, scanType: 'QR_CODE' };
  const path = `${host.pkg.pages[0]}?scene=${encodeURIComponent(scene)}`;
  return { ...said, path, scanType: 'WX_CODE' };
}

/** In the place of a camera: codes to choose from, or what another code would say. */
function scanner(codes, done) {
  const option = (text, value, more = '') =>
    el('button', { className: `mp-option ${more}`, onclick: () => done(value) }, text);
  const typed = el('input', { placeholder: '或输入码的内容', 'aria-label': '码的内容' });
  const use = el(
    'button',
    { className: 'mp-yes', onclick: () => typed.value && done(typed.value) },
    '使用',
  );
  return el(
    'div',
    { className: 'mp-sheet', role: 'dialog', 'aria-modal': 'true', 'aria-label': '扫一扫' },
    el('h3', {}, '扫一扫'),
    el('div', { className: 'mp-options' }, ...codes.map((code) => option(code.title, code.scene))),
    el('div', { className: 'mp-row' }, typed, use),
    option('取消', null, 'mp-cancel'),
  );
}
