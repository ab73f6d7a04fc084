/** 我的: the phone number, the people one books for, messages, privacy, type size, help. */

const preferences = require('../../services/preferences');
const session = require('../../services/session');
const { page } = require('../../framework/page');

page({
  data: {
    phone: '',
    patients: 0,
    staff: false,
    rows: [
      { icon: 'bell', name: '消息提醒', url: '/packages/account/messages/messages' },
      { icon: 'shield', name: '隐私与我的信息', url: '/packages/account/privacy/privacy' },
      { icon: 'help', name: '帮助', url: '/packages/account/help/help' },
    ],
  },

  onShow() {
    if (this.data.state === 'ready') this.refresh();
  },

  async load() {
    const { user, patients } = await session.refresh();
    return {
      phone: user.phone_masked || '',
      patients: patients.length,
      staff: preferences.isStaff(),
    };
  },

  /** @param {WechatMiniprogram.ButtonGetPhoneNumber} event */
  async onPhone(event) {
    const { code } = event.detail;
    if (!code) return;
    try {
      await session.bindPhone(code);
      await this.refresh();
    } catch (error) {
      this.fail(error);
    }
  },

  onLarge() {
    preferences.setLargeType(!this.data.large);
  },

  onPatients() {
    wx.navigateTo({ url: '/pages/patients/patients' });
  },

  onStaff() {
    wx.navigateTo({ url: '/packages/staff/home/home' });
  },

  onWaitlist() {
    wx.navigateTo({ url: '/packages/waitlist/mine/mine' });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onRow(event) {
    wx.navigateTo({ url: event.currentTarget.dataset.url });
  },
});
