/**
 * Whose appointment is it: one of the user's patients, or a new one. Who may not says why, and leads to the booking in
 * the way. Fires `choose` with the id.
 */
const { patientLine } = require('../../utils/words');

/** @typedef {import('../../services/patients').Candidate} Candidate */

Component({
  properties: {
    patients: { type: Array, value: [] },
    chosen: String,
  },
  data: { rows: /** @type {ReturnType<typeof row>[]} */ ([]) },
  observers: {
    patients(/** @type {Candidate[]} */ patients) {
      this.setData({ rows: patients.map(row) });
    },
  },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    onChoose(event) {
      const { id, shut } = event.currentTarget.dataset;
      if (!shut) this.triggerEvent('choose', { id });
    },
    /** @param {WechatMiniprogram.TouchEvent} event */
    onBooking(event) {
      wx.navigateTo({ url: `/pages/booking/booking?id=${event.currentTarget.dataset.id}` });
    },
    onAdd() {
      wx.navigateTo({ url: '/pages/patient/patient' });
    },
  },
});

/** @param {Candidate} one */
function row(one) {
  return {
    id: one.id,
    name: one.name_masked,
    line: patientLine(one),
    reason: one.reason,
    booking: one.in_the_way,
  };
}
