/** 就诊人: the people one books for. */

const patients = require('../../services/patients');
const { page } = require('../../framework/page');
const { patientLine } = require('../../utils/words');

/** Allowed a user by the platform's rule. */
const MOST = 5;

page({
  data: {
    /** @type {{id: string, name: string, line: string, id_masked: string, phone_masked: string}[]} */
    rows: [],
    full: false,
  },

  onShow() {
    if (this.data.state === 'ready') this.refresh();
  },

  async load() {
    const list = await patients.list();
    const rows = list.map((one) => ({
      id: one.id,
      name: one.name_masked,
      line: patientLine(one),
      id_masked: one.id_masked,
      phone_masked: one.phone_masked,
    }));
    return { rows, full: rows.length >= MOST };
  },

  onAdd() {
    wx.navigateTo({ url: '/pages/patient/patient' });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onEdit(event) {
    wx.navigateTo({ url: `/pages/patient/patient?id=${event.currentTarget.dataset.id}` });
  },
});
