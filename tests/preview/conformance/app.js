App({
  globalData: { events: [] },
  onLaunch(options) {
    this.globalData.launch = options;
    this.globalData.events.push(`launch ${options.path}`);
    wx.cloud.init({});
  },
  onShow(options) {
    this.globalData.shown = options;
    this.globalData.events.push('show');
  },
  onHide() {
    this.globalData.events.push('hide');
  },
});
