Page({
  data: {
    log: [],
    rows: [{ id: 1, cells: ['a', 'b'] }],
    text: '原文',
    list: [1, 2],
    tree: [{ name: 'script', children: [{ type: 'text', text: '只是字' }] }],
  },
  note(line) {
    this.setData({ log: this.data.log.concat(line) });
  },
  onLoad() {
    this.note('load');
  },
  onShow() {
    this.note('show');
  },
  onReady() {
    this.note('ready');
  },
  onHide() {
    this.note('hide');
  },
  onPullDownRefresh() {
    this.note('pull');
    wx.stopPullDownRefresh();
  },
  onTabItemTap(item) {
    this.note(`tab ${item.text}`);
  },
  outer() {
    this.note('outer');
  },
  inner(event) {
    this.note(`inner ${event.currentTarget.dataset.name} ${event.touches.length}`);
  },
  life(event) {
    this.note(`life ${event.detail.phase}`);
  },
  paths() {
    this.setData({ 'rows[0].cells[1]': 'Z' });
  },
  go() {
    wx.navigateTo({ url: '../detail/detail?name=%E4%B8%AD&n=1' });
  },
  to(event) {
    wx.navigateTo({ url: event.currentTarget.dataset.url });
  },
  lost() {
    wx.navigateTo({ url: '/pages/nowhere/nowhere' }).catch((error) => this.note(error.errMsg));
  },
  toTab() {
    wx.navigateTo({ url: '/pages/mine/mine', fail: (error) => this.note(error.errMsg) });
  },
  child() {
    this.note(this.selectComponent('#life').data.trace.join(''));
  },
});
