/** What a page does with the screen: routes, toasts, dialogs, bars, scrolling, queries. */
import { createAnimation } from '../animation.mjs';
import { api, harmless } from './api.mjs';

export function ui(host) {
  const top = () => host.pages.top;
  const route = (name) => api(name, (options) => host.pages[name](options));
  const tabBarHidden = (hidden) => () => {
    host.pages.tabBar.off = hidden;
    host.pages.tabBar.show(top().path);
  };
  return {
    navigateTo: route('navigateTo'),
    redirectTo: route('redirectTo'),
    reLaunch: route('reLaunch'),
    switchTab: route('switchTab'),
    navigateBack: route('navigateBack'),
    exitMiniProgram: api('exitMiniProgram', () => host.close()),

    showToast: api('showToast', (options) => host.overlays.toast(options)),
    hideToast: api('hideToast', () => host.overlays.hideToast()),
    showLoading: api('showLoading', (options) => host.overlays.toast(options, true)),
    hideLoading: api('hideLoading', () => host.overlays.hideToast()),
    showModal: api('showModal', (options) => host.overlays.modal(options)),
    showActionSheet: api('showActionSheet', async ({ itemList, alertText, itemColor }) => {
      if (itemList.length > 6) throw new Error('itemList should not have more than 6 items');
      const tapIndex = await host.overlays.actionSheet(itemList, {
        title: alertText,
        color: itemColor,
      });
      if (tapIndex === null) throw new Error('cancel');
      return { tapIndex };
    }),

    setNavigationBarTitle: api('setNavigationBarTitle', ({ title }) =>
      host.pages.setBar(top(), { title }),
    ),
    setNavigationBarColor: api('setNavigationBarColor', ({ frontColor, backgroundColor }) =>
      host.pages.setBar(top(), { frontColor, backgroundColor }),
    ),
    ...harmless(
      'showNavigationBarLoading',
      'hideNavigationBarLoading',
      'hideHomeButton',
      'showShareMenu',
      'hideShareMenu',
      'hideKeyboard',
      'setBackgroundColor',
      'setBackgroundTextStyle',
      'enableAlertBeforeUnload',
      'disableAlertBeforeUnload',
      'loadFontFace',
    ),
    setTabBarBadge: api('setTabBarBadge', ({ index, text }) =>
      host.pages.tabBar.badge(index, text),
    ),
    removeTabBarBadge: api('removeTabBarBadge', ({ index }) =>
      host.pages.tabBar.badge(index, null),
    ),
    showTabBarRedDot: api('showTabBarRedDot', ({ index }) => host.pages.tabBar.badge(index, '')),
    hideTabBarRedDot: api('hideTabBarRedDot', ({ index }) => host.pages.tabBar.badge(index, null)),
    hideTabBar: api('hideTabBar', tabBarHidden(true)),
    showTabBar: api('showTabBar', tabBarHidden(false)),

    startPullDownRefresh: api('startPullDownRefresh', () => host.pages.pullDown()),
    stopPullDownRefresh: api('stopPullDownRefresh', () => host.pages.stopPullDown()),
    pageScrollTo: api('pageScrollTo', ({ scrollTop, selector, offsetTop = 0, duration = 300 }) => {
      const { body } = top();
      const found = selector && top().page.selectComponent(selector)?._$?.$$;
      const node = found || (selector && body.querySelector(selector));
      if (selector && !node) throw new Error(`node "${selector}" is not found`);
      const at = node
        ? node.getBoundingClientRect().top - body.getBoundingClientRect().top + body.scrollTop
        : scrollTop;
      body.scrollTo({ top: (at ?? 0) + offsetTop, behavior: duration ? 'smooth' : 'instant' });
    }),
    createAnimation,
    nextTick: (callback) => void Promise.resolve().then(callback),
    createSelectorQuery: () => top().page.createSelectorQuery(),
    createIntersectionObserver: (component, options) =>
      component.createIntersectionObserver(options),
  };
}
