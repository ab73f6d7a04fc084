Page({
  data: { shown: 0 },
  onShow() {
    this.setData({ shown: this.data.shown + 1 });
  },
  onUnload() {
    getApp().globalData.events.push('mine unload');
  },
  relaunch() {
    wx.reLaunch({ url: '/pages/detail/detail?n=9' });
  },
});
