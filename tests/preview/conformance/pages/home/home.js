Page({
  data: { log: [], rows: [{ id: 1, cells: ['a', 'b'] }], when: 0, text: '原文', list: [1, 2] },
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
  onShareAppMessage() {
    return { title: '分享标题', path: '/pages/home/home' };
  },
  outer() {
    this.note('outer');
  },
  inner(event) {
    this.note(`inner ${event.currentTarget.dataset.name} ${event.touches.length}`);
  },
  pressed() {
    this.note('longpress');
  },
  life(event) {
    this.note(`life ${event.detail.phase}`);
  },
  paths() {
    this.setData({ 'rows[0].cells[1]': 'Z' });
  },
  measure() {
    wx.createSelectorQuery()
      .select('.half')
      .boundingClientRect((rect) => this.note(`half ${Math.round(rect.width)}`))
      .exec();
  },
  draw() {
    wx.createSelectorQuery()
      .select('#board')
      .fields({ node: true, size: true })
      .exec(([{ node, width }]) => {
        node.width = 10;
        node.height = 10;
        const brush = node.getContext('2d');
        brush.fillStyle = '#ff0000';
        brush.fillRect(0, 0, 10, 10);
        this.note(`drawn ${brush.getImageData(5, 5, 1, 1).data[0]} ${width}`);
      });
  },
  go() {
    wx.navigateTo({
      url: '../detail/detail?name=%E4%B8%AD&n=1',
      events: { answer: (value) => this.note(`answer ${value}`) },
      success: ({ eventChannel }) => eventChannel.emit('question', 42),
    });
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
