/** 医院工作台: who the user is at which hospital; taking an invitation; the way to the desktop's pages. */

const places = require('../../../utils/places');
const staff = require('../../../services/staff');
const { page } = require('../../../framework/page');
const { presentGrants } = require('../../../present/staff');

/** Letters and digits of a code, however it is written. */
const CODE_LETTERS = 10;

page({
  data: {
    name: '',
    /** Is the user anybody's staff? */
    known: false,
    /** @type {ReturnType<typeof presentGrants>} */
    hospitals: [],
    code: '',
    wrong: '',
    taken: false,
    busy: false,
  },

  async load() {
    const me = await staff.me();
    if (!me) return { known: false, name: '', hospitals: [] };
    // A name that cannot be read leaves its id.
    const called = me.grants.length ? await staff.places().catch(() => []) : [];
    return { known: true, name: me.name, hospitals: presentGrants(me.grants, called) };
  },

  /** @param {WechatMiniprogram.Input} event */
  onCode(event) {
    this.setData({ code: event.detail.value, wrong: '', taken: false });
  },

  async onAccept() {
    if (this.data.busy) return;
    const code = this.data.code.trim();
    if (code.replace(/[\s-]/g, '').length !== CODE_LETTERS) {
      this.setData({ wrong: '请填写 10 位邀请码' });
      return;
    }
    this.setData({ busy: true, wrong: '' });
    try {
      await staff.accept(code);
      this.setData({ code: '', taken: true });
      await this.refresh();
    } catch (error) {
      const problem = this.explain(error);
      if (problem) this.setData({ wrong: problem.words });
    }
    this.setData({ busy: false });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onToday(event) {
    wx.navigateTo({ url: `/packages/staff/today/today?id=${event.currentTarget.dataset.id}` });
  },

  async onScan() {
    const scanned = await wx.scanCode({}).catch(() => null);
    if (!scanned) return;
    const ticket = places.ticketOf(scanned.result);
    if (ticket) wx.navigateTo({ url: `/packages/staff/login/login?ticket=${ticket}` });
    else wx.showToast({ title: '这不是电脑上的登录码', icon: 'none', duration: 3000 });
  },
});
