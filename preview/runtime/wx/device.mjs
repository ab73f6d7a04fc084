/** The phone as the mini-program sees it: network, clipboard, dialler, map, calendar. */
import { el } from '../dom.mjs';
import { api } from './api.mjs';

const SDK_VERSION = '3.8.0';
const inform = (host, type, text, fields) => {
  host.outside.push({ type, ...fields });
  host.phone.tell('outside', { kind: type, ...fields });
  host.overlays.toast({ title: text, icon: 'none' });
};

export function device(host) {
  return {
    getAppBaseInfo: () => ({
      SDKVersion: SDK_VERSION,
      version: '8.0.50',
      language: 'zh_CN',
      theme: 'light',
      fontSizeSetting: 16,
      fontSizeScaleFactor: 1,
      host: { env: 'WeChat' },
    }),
    getNetworkType: api('getNetworkType', () => ({ networkType: host.phone.network })),
    onNetworkStatusChange: (listener) => host.phone.on('network', listener),
    ...outside(host),
  };
}

/** What hands something to the phone or to another app. */
function outside(host) {
  return {
    setClipboardData: api('setClipboardData', async ({ data }) => {
      await host.privacy.require();
      host.clipboard = data;
      host.overlays.toast({ title: '内容已复制', icon: 'none' });
    }),
    makePhoneCall: api('makePhoneCall', async ({ phoneNumber }) => {
      const chosen = await host.overlays.actionSheet([`呼叫 ${phoneNumber}`]);
      if (chosen === null) throw new Error('cancel');
      inform(host, 'phone', `正在拨打 ${phoneNumber}`, { phoneNumber });
    }),
    openLocation: api('openLocation', async ({ latitude, longitude, name = '', address = '' }) => {
      if (!Number.isFinite(latitude) || !Number.isFinite(longitude))
        throw new Error('invalid coordinates');
      host.outside.push({ type: 'location', latitude, longitude, name, address });
      await host.overlays.open((done) => map({ latitude, longitude, name, address }, done));
    }),
    addPhoneCalendar: api('addPhoneCalendar', async ({ title, startTime, endTime, location }) => {
      if (!title || !Number.isFinite(startTime)) throw new Error('invalid parameter');
      await host.privacy.require();
      inform(host, 'calendar', '已添加到日历', { title, startTime, endTime, location });
    }),
  };
}

/** WeChat's map fills the screen. No tiles are fetched here: a grid stands for the streets. */
function map({ latitude, longitude, name, address }, done) {
  const at = `北纬 ${latitude.toFixed(5)}，东经 ${longitude.toFixed(5)}`;
  return el(
    'div',
    { className: 'mp-map', role: 'dialog', 'aria-modal': 'true', 'aria-label': '地图' },
    el('button', { className: 'mp-back', 'aria-label': '返回', onclick: () => done(null) }, '‹'),
    el('i', { className: 'mp-pin', 'aria-hidden': 'true' }),
    el('footer', {}, el('b', {}, name), el('p', {}, address), el('small', {}, at)),
  );
}
