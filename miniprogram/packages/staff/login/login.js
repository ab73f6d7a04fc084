/** 登录电脑: which browser wants to sign in, since when, and which of three numbers it shows. */

const places = require('../../../utils/places');
const staff = require('../../../services/staff');
const { back, page } = require('../../../framework/page');
const { presentLogin } = require('../../../present/staff');

page({
  data: {
    ticket: '',
    browser: '',
    at: '',
    /** @type {string[]} */
    choices: [],
    /** What became of it; empty while it is to be decided. @type {'' | 'confirmed' | 'refused' | 'over'} */
    outcome: '',
    words: '',
    busy: false,
  },

  /**
   * `ticket` comes from our own page, `q` from WeChat: the scanned address, encoded.
   * @param {Record<string, string>} query
   */
  onLoad({ ticket = '', q = '' }) {
    this.setData({ ticket: places.ticketOf(q) || ticket });
  },

  async load() {
    return presentLogin(await staff.look(this.data.ticket));
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  async onChoose(event) {
    const { match } = event.currentTarget.dataset;
    await this.act(() => staff.confirm(this.data.ticket, match), 'confirmed');
  },

  async onRefuse() {
    await this.act(() => staff.refuse(this.data.ticket), 'refused');
  },

  /** @param {() => Promise<unknown>} work @param {'confirmed' | 'refused'} outcome */
  async act(work, outcome) {
    if (this.data.busy) return;
    this.setData({ busy: true, words: '' });
    try {
      await work();
      this.setData({ outcome });
    } catch (error) {
      const problem = this.explain(error);
      // What was not answered for sure may be tapped again; anything else has ended this login.
      if (problem)
        this.setData({ words: problem.words, outcome: problem.tone === 'wait' ? '' : 'over' });
    }
    this.setData({ busy: false });
  },

  onDone() {
    back();
  },
});
