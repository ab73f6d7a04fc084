/** Every kind of field, and what each tells of itself. */
Page({
  data: {
    name: '甲',
    heard: [],
    fruits: [{ name: '苹果' }, { name: '梨' }, { name: '桃' }],
    chosen: 0,
    date: '2026-11-25',
    locked: false,
    days: [1, 2, 3, 4, 5, 6, 7, 8, 9],
    view: '',
  },
  note({ type, detail, currentTarget }) {
    const { name = '' } = currentTarget.dataset;
    this.setData({ heard: this.data.heard.concat(`${name}${type}=${detail.value}`) });
  },
  pick(event) {
    this.setData({ chosen: Number(event.detail.value) });
  },
  day(event) {
    this.setData({ date: event.detail.value });
  },
  lock() {
    this.setData({ locked: true });
  },
  far() {
    this.setData({ view: 'day-9' });
  },
});
