Page({
  data: { pictures: [1, 2, 3], current: 0, auto: true, seen: '' },
  turned({ detail }) {
    this.setData({ seen: `${this.data.seen}${detail.current}${detail.source} ` });
  },
  last() {
    this.setData({ current: 2, auto: false });
  },
});
