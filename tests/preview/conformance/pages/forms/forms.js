Page({
  data: { name: '甲', sent: '', fruits: ['苹果', '梨', '桃'], chosen: 0, date: '2026-11-25' },
  submit(event) {
    this.setData({ sent: JSON.stringify(event.detail.value) });
  },
  reset() {
    this.setData({ sent: '重置' });
  },
  pick(event) {
    this.setData({ chosen: Number(event.detail.value) });
  },
  day(event) {
    this.setData({ date: event.detail.value });
  },
});
