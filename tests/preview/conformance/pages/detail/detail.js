Page({
  data: { query: {}, question: '' },
  onLoad(query) {
    this.setData({ query });
    const channel = this.getOpenerEventChannel();
    channel.on('question', (n) => {
      this.setData({ question: String(n) });
      channel.emit('answer', n + 1);
    });
  },
  again() {
    wx.redirectTo({ url: `/pages/detail/detail?n=${Number(this.data.query.n) + 1}` });
  },
  deeper() {
    wx.navigateTo({ url: `/pages/detail/detail?n=${Number(this.data.query.n) + 1}` }).catch(
      (error) => this.setData({ question: error.errMsg }),
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
