/** What a page does with the screen: routes, toasts, dialogs, bars. */
import { api } from './api.mjs';

export function ui(host) {
  const route = (name) => api(name, (options) => host.pages[name](options));
  return {
    navigateTo: route('navigateTo'),
    redirectTo: route('redirectTo'),
    reLaunch: route('reLaunch'),
    switchTab: route('switchTab'),
    navigateBack: route('navigateBack'),

    showToast: api('showToast', (options) => host.overlays.toast(options)),
    showLoading: api('showLoading', (options) => host.overlays.toast(options, true)),
    hideLoading: api('hideLoading', () => host.overlays.hideToast()),
    showModal: api('showModal', (options) => host.overlays.modal(options)),
    showActionSheet: api('showActionSheet', async ({ itemList }) => {
      if (itemList.length > 6) throw new Error('itemList should not have more than 6 items');
      const tapIndex = await host.overlays.actionSheet(itemList);
      if (tapIndex === null) throw new Error('cancel');
      return { tapIndex };
    }),

    setNavigationBarTitle: api('setNavigationBarTitle', ({ title }) => {
      host.pages.top.bar.querySelector('h1').textContent = title;
    }),
    pageScrollTo: api('pageScrollTo', ({ scrollTop = 0 }) => {
      host.pages.top.body.scrollTop = scrollTop;
    }),
    stopPullDownRefresh: api('stopPullDownRefresh', () => host.pages.stopPullDown()),
    // There is no keyboard over this page.
    hideKeyboard: api('hideKeyboard', () => ({})),
    nextTick: (callback) => void Promise.resolve().then(callback),
  };
}
