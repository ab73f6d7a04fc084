/** 今天的出诊: a hospital's today and tomorrow by session, as far as the user's roles there reach. */

const staff = require('../../../services/staff');
const { page } = require('../../../framework/page');
const { presentDays } = require('../../../present/today');

page({
  data: {
    id: '',
    at: 0,
    /** @type {ReturnType<typeof presentDays>} */
    days: [],
  },

  /** @param {{id: string}} query */
  onLoad({ id }) {
    this.setData({ id });
  },

  async load() {
    const { days } = await staff.today(this.data.id);
    return { days: presentDays(days) };
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onDay(event) {
    this.setData({ at: event.currentTarget.dataset.at });
  },
});
