/** The phone as the mini-program sees it: screen, network, clipboard, dialler, map, calendar. */
import { NAV_HEIGHT, STATUS_HEIGHT, TAB_HEIGHT } from '../bars.mjs';
import { el } from '../dom.mjs';
import { api, harmless } from './api.mjs';

const SDK_VERSION = '3.8.0';
const inform = (host, type, text, fields) => {
  host.outside.push({ type, ...fields });
  host.phone.tell('outside', { kind: type, ...fields });
  host.overlays.toast({ title: text, icon: 'none' });
};

export function device(host) {
  const windowInfo = () => {
    const tab = host.pages.top && host.pages.tabBar.has(host.pages.top.path) ? TAB_HEIGHT : 0;
    const custom = host.pages.top?.config.navigationStyle === 'custom';
    const bars = custom ? 0 : STATUS_HEIGHT + NAV_HEIGHT;
    return {
      pixelRatio: devicePixelRatio,
      screenWidth: innerWidth,
      screenHeight: innerHeight,
      windowWidth: innerWidth,
      windowHeight: innerHeight - bars - tab,
      statusBarHeight: STATUS_HEIGHT,
      screenTop: bars,
      safeArea: {
        left: 0,
        right: innerWidth,
        top: STATUS_HEIGHT,
        bottom: innerHeight,
        width: innerWidth,
        height: innerHeight - STATUS_HEIGHT,
      },
    };
  };
  const deviceInfo = () => ({
    platform: 'devtools',
    brand: 'preview',
    model: 'browser',
    system: 'preview',
  });
  const appInfo = () => ({
    SDKVersion: SDK_VERSION,
    version: '8.0.50',
    language: 'zh_CN',
    theme: 'light',
    fontSizeSetting: 16,
    fontSizeScaleFactor: 1,
    host: { env: 'WeChat' },
  });
  const systemInfo = () => ({ ...windowInfo(), ...deviceInfo(), ...appInfo() });
  const listen = (type) => (listener) => host.phone.on(type, listener);
  const forget = (type) => (listener) => host.phone.off(type, listener);
  return {
    env: { USER_DATA_PATH: 'wxfile://usr' },
    canIUse: (schema) => schema.split('.')[0] in globalThis.wx || !/^[a-z]+[A-Z]/.test(schema),
    getSystemInfoSync: systemInfo,
    getSystemInfo: api('getSystemInfo', systemInfo),
    getSystemInfoAsync: api('getSystemInfoAsync', systemInfo),
    getWindowInfo: windowInfo,
    getDeviceInfo: deviceInfo,
    getAppBaseInfo: appInfo,
    getSystemSetting: () => ({
      locationEnabled: true,
      wifiEnabled: true,
      deviceOrientation: 'portrait',
    }),
    getAppAuthorizeSetting: () => ({
      locationAuthorized: 'authorized',
      notificationAuthorized: 'authorized',
    }),
    getMenuButtonBoundingClientRect: () => {
      const { left, top, right, bottom, width, height } =
        host.chrome.capsule.getBoundingClientRect();
      return { left, top, right, bottom, width, height };
    },
    getLaunchOptionsSync: () => host.launchOptions,
    getEnterOptionsSync: () => host.launchOptions,
    getAccountInfoSync: () => ({
      miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' },
    }),
    getUpdateManager: () => ({
      onCheckForUpdate() {},
      onUpdateReady() {},
      onUpdateFailed() {},
      applyUpdate() {},
    }),
    onAppShow: listen('app:onShow'),
    offAppShow: forget('app:onShow'),
    onAppHide: listen('app:onHide'),
    offAppHide: forget('app:onHide'),
    onError: (listener) => addEventListener('error', (event) => listener(String(event.message))),
    onUnhandledRejection: (listener) =>
      addEventListener('unhandledrejection', ({ reason, promise }) =>
        listener({ reason, promise }),
      ),
    onPageNotFound: listen('app:onPageNotFound'),
    onThemeChange: listen('theme'),
    offThemeChange: forget('theme'),
    onWindowResize: listen('resize'),
    offWindowResize: forget('resize'),
    onKeyboardHeightChange: listen('keyboard'),
    offKeyboardHeightChange: forget('keyboard'),

    getNetworkType: api('getNetworkType', () => ({ networkType: host.phone.network })),
    onNetworkStatusChange: listen('network'),
    offNetworkStatusChange: forget('network'),

    setClipboardData: api('setClipboardData', async ({ data }) => {
      await host.privacy.require('setClipboardData');
      host.clipboard = data;
      host.overlays.toast({ title: '内容已复制', icon: 'none' });
    }),
    getClipboardData: api('getClipboardData', () => ({ data: host.clipboard ?? '' })),
    makePhoneCall: api('makePhoneCall', async ({ phoneNumber }) => {
      const chosen = await host.overlays.actionSheet([`呼叫 ${phoneNumber}`]);
      if (chosen === null) throw new Error('cancel');
      inform(host, 'phone', `正在拨打 ${phoneNumber}`, { phoneNumber });
    }),
    openLocation: api('openLocation', async ({ latitude, longitude, name = '', address = '' }) => {
      if (!Number.isFinite(latitude) || !Number.isFinite(longitude))
        throw new Error('invalid coordinates');
      host.outside.push({ type: 'location', latitude, longitude, name, address });
      const body = [
        el('p', {}, name),
        el('p', {}, address),
        el('p', {}, `${latitude}, ${longitude}`),
      ];
      await host.overlays.ask({ title: '地图', body, yes: '返回', no: '关闭' });
    }),
    addPhoneCalendar: api('addPhoneCalendar', async ({ title, startTime, endTime, location }) => {
      if (!title || !Number.isFinite(startTime)) throw new Error('invalid parameter');
      await host.privacy.require('addPhoneCalendar');
      inform(host, 'calendar', '已添加到日历', { title, startTime, endTime, location });
    }),
    previewImage: api('previewImage', async ({ urls, current = urls[0] }) => {
      const picture = el('img', { src: current, alt: '' });
      await host.overlays.ask({ title: '图片预览', body: [picture], yes: '返回', no: '关闭' });
    }),
    ...harmless(
      'vibrateShort',
      'vibrateLong',
      'setKeepScreenOn',
      'setScreenBrightness',
      'reportEvent',
    ),
    getScreenBrightness: api('getScreenBrightness', () => ({ value: 0.5 })),
  };
}
