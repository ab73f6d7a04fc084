/** One booking in a list. Fires `open`; `end` when it has changed: the time is over, or a free offer was taken. */
const waitlist = require('../../services/waitlist');
const { known } = require('../../services/request');

/** @typedef {ReturnType<typeof import('../../present/booking').present>} Shown */

Component({
  properties: { booking: { type: Object, value: null } },
  data: { busy: false },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    onTap(event) {
      this.triggerEvent('open', { id: event.currentTarget.dataset.id });
    },
    async onTake() {
      const { busy } = this.data;
      const booking = /** @type {Shown} */ (/** @type {unknown} */ (this.data.booking));
      if (busy) return;
      this.setData({ busy: true });
      try {
        await waitlist.accept(/** @type {string} */ (booking.entry_id));
        this.triggerEvent('open', { id: booking.id });
      } catch (error) {
        wx.showToast({ title: known(error).message, icon: 'none', duration: 3000 });
      }
      this.setData({ busy: false });
      this.triggerEvent('end');
    },
    onEnd() {
      this.triggerEvent('end');
    },
  },
});
