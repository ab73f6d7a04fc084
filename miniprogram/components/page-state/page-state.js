const { back } = require('../../framework/page');

/** What stands where a page's content will be: bones while loading, words and one button when it cannot come. */
Component({
  properties: {
    state: String,
    trouble: { type: Object, value: null },
    offline: Boolean,
  },
  data: { bones: [1, 2, 3, 4] },
  methods: {
    onRetry() {
      this.triggerEvent('retry');
    },
    onAgree() {
      this.triggerEvent('agree');
    },
    /** Looking for doctors and times needs no consent. */
    onDecline() {
      back();
    },
    onRead() {
      wx.navigateTo({ url: '/packages/account/privacy/privacy' });
    },
    onGuide() {
      wx.openPrivacyContract({ fail: () => this.onRead() });
    },
  },
});
