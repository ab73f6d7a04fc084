App({
  globalData: { events: [] },
  onLaunch(options) {
    this.globalData.events.push(`launch ${options.path}`);
    wx.cloud.init({ env: wx.cloud.DYNAMIC_CURRENT_ENV });
  },
  onShow() {
    this.globalData.events.push('show');
  },
  onHide() {
    this.globalData.events.push('hide');
  },
});
