Page({
  data: { rows: 40, top: 0, more: 0 },
  onReachBottom() {
    this.setData({ more: this.data.more + 1 });
  },
  onPageScroll({ scrollTop }) {
    this.setData({ top: Math.round(scrollTop) });
  },
});
