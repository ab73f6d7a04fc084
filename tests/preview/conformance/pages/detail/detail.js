Page({
  data: { query: {}, refused: '' },
  onLoad(query) {
    this.setData({ query });
  },
  again() {
    wx.redirectTo({ url: `/pages/detail/detail?n=${Number(this.data.query.n) + 1}` });
  },
  deeper() {
    wx.navigateTo({ url: `/pages/detail/detail?n=${Number(this.data.query.n) + 1}` }).catch(
      (error) => this.setData({ refused: error.errMsg }),
    );
  },
  home() {
    wx.switchTab({ url: '/pages/mine/mine' });
  },
  back() {
    wx.navigateBack({ delta: 20 });
  },
  rename() {
    wx.setNavigationBarTitle({ title: '改过的标题' });
  },
});
