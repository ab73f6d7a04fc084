/** A page for the tests of wx: they run their code in it. */
Page({
  data: { phone: '', privacy: '', line: '', clock: '' },
  onLoad() {
    wx.onNetworkStatusChange(({ isConnected }) =>
      this.setData({ line: isConnected ? '有网' : '断网' }),
    );
  },
  call() {
    wx.cloud
      .callFunction({ name: 'echo', data: { a: 1 } })
      .then(({ result }) => this.setData({ line: JSON.stringify(result) }))
      .catch(({ errCode, errMsg }) => this.setData({ line: `${errCode} ${errMsg}` }));
  },
  pay() {
    wx.requestPayment({
      ...getApp().globalData.payment,
      success: () => this.subscribe(),
      fail: ({ errMsg }) => this.setData({ line: errMsg }),
    });
  },
  subscribe() {
    wx.requestSubscribeMessage({
      tmplIds: ['T1', 'T2'],
      success: (result) => this.setData({ line: JSON.stringify(result) }),
      fail: ({ errMsg }) => this.setData({ line: errMsg }),
    });
  },
  callThenSubscribe() {
    wx.cloud.callFunction({ name: 'echo', data: {} }).then(() => this.subscribe());
  },
  scan() {
    wx.scanCode({
      success: ({ result, path }) => this.setData({ line: `${result} ${path}` }),
      fail: ({ errMsg }) => this.setData({ line: errMsg }),
    });
  },
  gotPhone({ detail }) {
    this.setData({ phone: detail.code || detail.errMsg });
  },
  readClock() {
    this.setData({ clock: String(Date.now()) });
  },
  unknown() {
    wx['getBatteryInfo']();
  },
});
