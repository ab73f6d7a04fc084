/**
 * A page with what every page needs alike: type size, network, and one way through loading, trouble and consent.
 *
 * A page says in `load` what it shows: the returned fields are set once they are all there. `state` is what
 * `<page-state>` draws; a page without `load` is ready at once.
 */

const network = require('../services/network');
const preferences = require('../services/preferences');
const session = require('../services/session');
const { Trouble, known } = require('../services/request');

/**
 * @typedef {{
 *   state: 'loading' | 'ready' | 'trouble' | 'consent',
 *   trouble: {code: string, message: string} | null,
 *   large: boolean,
 *   offline: boolean,
 * }} Ambient
 * @typedef {{refresh(): Promise<void>, agree(): Promise<void>, fail(error: unknown): void, stop?: () => void, turn?: number}} Helpers
 */

/** The turn of a page that was closed: no answer may touch it any more. */
const GONE = Infinity;

const ambient = () => ({ large: preferences.largeType(), offline: !network.online() });

/**
 * @template {WechatMiniprogram.Page.DataOption} D
 * @template {WechatMiniprogram.Page.CustomOption} C
 * @param {C & {data?: D, load?(): Promise<Partial<D>>} & Partial<WechatMiniprogram.Page.ILifetime> &
 *   ThisType<WechatMiniprogram.Page.Instance<D & Ambient, C & Helpers>>} options
 */
function page(options) {
  const { load } = options;
  /** @type {any} */
  const definition = {
    ...options,
    data: { ...options.data, ...ambient(), state: load ? 'loading' : 'ready', trouble: null },
    ...life(options),
    ...passage(load),
  };
  Page(definition);
}

/** From opening to closing: what the page follows while it is there. @param {any} options @returns {any} */
function life({ onLoad, onUnload }) {
  return {
    /** @param {Record<string, string>} query */
    onLoad(query) {
      const follow = () => {
        const back = this.data.offline && network.online();
        this.setData(ambient());
        if (back && this.data.state === 'trouble') this.refresh();
      };
      follow();
      const stops = [network.watch(follow), preferences.watch(follow)];
      this.stop = () => stops.forEach((stop) => stop());
      // Whatever an odd query does to `onLoad`, the page goes on to what it shows.
      try {
        if (onLoad) onLoad.call(this, query);
      } finally {
        this.refresh();
      }
    },

    onUnload() {
      this.stop();
      this.turn = GONE;
      if (onUnload) onUnload.call(this);
    },

    async onPullDownRefresh() {
      await this.refresh();
      wx.stopPullDownRefresh();
    },
  };
}

/** Through loading to what is shown, or to trouble, or to consent. @param {any} load @returns {any} */
function passage(load) {
  return {
    async refresh() {
      if (!load || this.turn === GONE) return;
      const turn = (this.turn || 0) + 1;
      this.turn = turn;
      if (this.data.state !== 'ready') this.setData({ state: 'loading', trouble: null });
      try {
        const shown = await load.call(this);
        // A slow answer must not overwrite a later one, nor a page that is gone.
        if (this.turn === turn) this.setData({ ...shown, state: 'ready', trouble: null });
      } catch (error) {
        if (this.turn === turn) this.fail(error);
      }
    },

    /**
     * What is already on the page stays; only an empty page gives its place to the trouble.
     * @param {unknown} error
     */
    fail(error) {
      // A mistake of ours leaves no page loading for ever, and goes on its way to whoever looks for mistakes.
      if (!(error instanceof Trouble)) this.fail(new Trouble('INTERNAL'));
      const { code, message } = known(error);
      if (code === 'CONSENT_REQUIRED') this.setData({ state: 'consent' });
      else if (this.data.state === 'ready')
        wx.showToast({ title: message, icon: 'none', duration: 3000 });
      else this.setData({ state: 'trouble', trouble: { code, message } });
    },

    async agree() {
      try {
        await session.acceptConsent();
      } catch (error) {
        this.fail(error);
        return;
      }
      await this.refresh();
    },
  };
}

/** To the page before, or to the first one when a message or a code led straight here. */
function back() {
  if (getCurrentPages().length > 1) wx.navigateBack();
  else wx.switchTab({ url: '/pages/home/home' });
}

module.exports = { back, page };
