/** Whose appointment is it: one of the user's patients, or a new one. Fires `choose` with the id. */
const { patientLine } = require('../../utils/words');

Component({
  properties: {
    patients: { type: Array, value: [] },
    chosen: String,
  },
  data: { rows: /** @type {{id: string, name: string, line: string}[]} */ ([]) },
  observers: {
    patients(/** @type {import('../../services/contracts').Patient[]} */ patients) {
      this.setData({
        rows: patients.map((one) => ({
          id: one.id,
          name: one.name_masked,
          line: patientLine(one),
        })),
      });
    },
  },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    onChoose(event) {
      this.triggerEvent('choose', { id: event.currentTarget.dataset.id });
    },
    onAdd() {
      wx.navigateTo({ url: '/pages/patient/patient' });
    },
  },
});
