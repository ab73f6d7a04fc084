/**
 * A page with what every page needs alike: type size, network, and one way through loading, trouble and consent.
 *
 * A page says in `load` what it shows: the returned fields are set once they are all there. `state` is what
 * `<page-state>` draws; a page without `load` is ready at once. A page that is `live` reads again whenever it is shown
 * and while it is looked at (see `watch`), but never while an act of its own is under way (`busy`). `onAgreed` is called
 * once the page that consent was asked on stands there.
 */

const network = require('../services/network');
const preferences = require('../services/preferences');
const session = require('../services/session');
const { Trouble, known } = require('../services/request');
const { watch } = require('./watch');
const { UNREAD } = require('../utils/words');

/**
 * @typedef {{
 *   state: 'loading' | 'ready' | 'trouble' | 'consent',
 *   trouble: {code: string, message: string} | null,
 *   large: boolean,
 *   offline: boolean,
 * }} Ambient
 * @typedef {{words: string, tone: string}} Problem
 * @typedef {{
 *   refresh(): Promise<void>,
 *   look(): Promise<boolean>,
 *   show(data: object): void,
 *   agree(): Promise<void>,
 *   fail(error: unknown): void,
 *   explain(error: unknown): Problem | null,
 *   unfollow?: () => void,
 *   unwatch?: () => void,
 *   turn?: number,
 * }} Helpers
 */

/** The turn of a page that was closed: no answer may touch it any more. */
const GONE = Infinity;

const ambient = () => ({ large: preferences.largeType(), offline: !network.online() });

/**
 * @template {WechatMiniprogram.Page.DataOption} D
 * @template {WechatMiniprogram.Page.CustomOption} C
 * @param {C & {data?: D, live?: boolean, pending?(): boolean, onAgreed?(): void, load?(): Promise<Partial<D>>} &
 *   Partial<WechatMiniprogram.Page.ILifetime> &
 *   ThisType<WechatMiniprogram.Page.Instance<D & Ambient, C & Helpers>>} options
 */
function page(options) {
  const { load } = options;
  /** @type {any} */
  const definition = {
    ...options,
    data: { ...options.data, ...ambient(), state: load ? 'loading' : 'ready', trouble: null },
    ...life(options),
    ...(options.live && sight(options)),
    ...passage(load),
    ...troubles,
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
      this.unfollow = () => stops.forEach((stop) => stop());
      // Whatever an odd query does to `onLoad`, the page goes on to what it shows.
      try {
        if (onLoad) onLoad.call(this, query);
      } finally {
        this.refresh();
      }
    },

    onUnload() {
      this.unfollow();
      if (this.unwatch) this.unwatch();
      this.turn = GONE;
      if (onUnload) onUnload.call(this);
    },

    async onPullDownRefresh() {
      await this.refresh();
      wx.stopPullDownRefresh();
    },
  };
}

/** While it is looked at. @param {any} options @returns {any} */
function sight({ onShow, onHide, pending }) {
  return {
    onShow() {
      const look = () => this.look();
      if (this.unwatch) this.unwatch();
      this.unwatch = watch({ look, pending: () => Boolean(pending && pending.call(this)) });
      look();
      if (onShow) onShow.call(this);
    },

    onHide() {
      this.unwatch();
      if (onHide) onHide.call(this);
    },
  };
}

/** Through loading to what is shown. @param {any} load @returns {any} */
function passage(load) {
  /** @param {any} self @param {(error: unknown) => void} fail @returns {Promise<boolean>} is what is shown new? */
  async function read(self, fail) {
    const turn = (self.turn || 0) + 1;
    self.turn = turn;
    try {
      const shown = await load.call(self);
      // A slow answer must not overwrite a later one, nor a page that is gone.
      if (self.turn !== turn) return false;
      self.setData({ ...shown, state: 'ready', trouble: null });
      return true;
    } catch (error) {
      if (self.turn === turn) fail(error);
      return false;
    }
  }

  return {
    async refresh() {
      if (!load || this.turn === GONE) return;
      if (this.data.state !== 'ready') this.setData({ state: 'loading', trouble: null });
      await read(this, (error) => this.fail(error));
    },

    /** Read again without being asked: nothing is said when it fails, for what is shown stays. */
    async look() {
      if (this.turn === GONE || this.data.busy || this.data.state === 'loading') return false;
      if (this.data.state === 'ready') {
        return read(this, (error) => {
          if (known(error).code === 'CONSENT_REQUIRED') this.fail(error);
        });
      }
      await this.refresh();
      return this.data.state === 'ready';
    },

    /** What an act led to: an older answer that is still on its way must not undo it. @param {object} data */
    show(data) {
      if (this.turn === GONE) return;
      // An empty page still needs the answer that it waits for.
      if (this.data.state === 'ready') this.turn += 1;
      this.setData(data);
    },
  };
}

/** @param {string} code @returns {string | undefined} */
const unread = (code) => UNREAD[/** @type {keyof UNREAD} */ (code)];

/** What is said when something did not work. @type {any} */
const troubles = {
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
    else this.setData({ state: 'trouble', trouble: { code, message: unread(code) || message } });
  },

  /**
   * Why an act did not work, to stay on the page beside its button. That there is no network the page says already:
   * the tap is answered in passing.
   * @param {unknown} error @returns {Problem | null}
   */
  explain(error) {
    const { code, message, uncertain } = known(error);
    if (code !== 'OFFLINE') return { words: message, tone: uncertain ? 'wait' : 'bad' };
    wx.showToast({ title: message, icon: 'none', duration: 3000 });
    return null;
  },

  async agree() {
    try {
      await session.acceptConsent();
    } catch (error) {
      this.fail(error);
      return;
    }
    await this.refresh();
    if (this.onAgreed && this.data.state === 'ready') this.onAgreed();
  },
};

/** To the page before, or to the first one when a message or a code led straight here. */
function back() {
  if (getCurrentPages().length > 1) wx.navigateBack();
  else wx.switchTab({ url: '/pages/home/home' });
}

module.exports = { back, page };
