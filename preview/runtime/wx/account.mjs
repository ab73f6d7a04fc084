/** The person and WeChat: sign-in codes, privacy, message permission, scanning. */
import { el } from '../dom.mjs';
import { api, failure } from './api.mjs';

export function account(host) {
  if (host) host.privacy = new Privacy(host);
  return {
    login: api('login', async () => {
      if (!host.phone.online) throw new Error('network is unavailable');
      return host.phone.control(
        'POST',
        `/phones/${encodeURIComponent(host.phone.openid)}/login_code`,
        {},
      );
    }),
    checkSession: api('checkSession', () => ({})),
    getSetting: api('getSetting', () => ({
      authSetting: {},
      subscriptionsSetting: { mainSwitch: true },
    })),
    openSetting: api('openSetting', () => ({ authSetting: {} })),
    authorize: api('authorize', () => ({})),
    getPrivacySetting: api('getPrivacySetting', () => ({
      needAuthorization: !host.privacy.agreed,
      privacyContractName: '《用户隐私保护指引》',
    })),
    requirePrivacyAuthorize: api('requirePrivacyAuthorize', () =>
      host.privacy.require('requirePrivacyAuthorize'),
    ),
    onNeedPrivacyAuthorization: (listener) => {
      host.privacy.listener = listener;
    },
    openPrivacyContract: api('openPrivacyContract', async () => {
      await host.overlays.ask({
        title: '《用户隐私保护指引》',
        body: [el('p', {}, '这里显示小程序在微信后台填写的隐私保护指引。')],
        yes: '我知道了',
        no: '关闭',
      });
    }),
    requestSubscribeMessage: api('requestSubscribeMessage', (options) =>
      askForMessages(host, options),
    ),
    scanCode: api('scanCode', () => scan(host)),
  };
}

/** Consent to the privacy guide, given to WeChat once for each phone. */
class Privacy {
  constructor(host) {
    this.host = host;
    this.listener = null;
  }

  get agreed() {
    return this.host.phone.setting('privacy') === 'agreed';
  }

  agree() {
    this.host.phone.setting('privacy', 'agreed');
  }

  /** Before an API that touches personal data. @throws when refused, as WeChat words it */
  async require(referrer) {
    if (this.agreed) return;
    const answer = this.listener
      ? await new Promise((resolve) => this.listener(resolve, { referrer }))
      : await this.#askDefault();
    if (answer?.event === 'agree') return this.agree();
    throw failure('privacy permission is not authorized', 104);
  }

  async #askDefault() {
    const yes = await this.host.overlays.ask({
      title: '用户隐私保护提示',
      body: [el('p', {}, '使用前请阅读并同意《用户隐私保护指引》。')],
      yes: '同意',
    });
    return { event: yes ? 'agree' : 'disagree' };
  }
}

/** `open-type` of a button. */
export async function openType(host, type, button) {
  if (type === 'getPhoneNumber') {
    try {
      await host.privacy.require('getPhoneNumber');
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
  } else if (type === 'agreePrivacyAuthorization') {
    host.privacy.agree();
    button.triggerEvent('agreeprivacyauthorization', { buttonId: button.id });
  } else if (type === 'share') {
    host.share({ from: 'button', target: button });
  } else if (type === 'openSetting') {
    button.triggerEvent('opensetting', { authSetting: {} });
  } else if (type === 'contact' || type === 'feedback') {
    host.outside.push({ type });
    host.overlays.toast({
      title: type === 'contact' ? '打开客服会话' : '打开意见反馈',
      icon: 'none',
    });
  } else {
    host.error(new Error(`the preview has no open-type ${type}`));
  }
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
