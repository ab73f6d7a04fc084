Component({
  options: { multipleSlots: true },
  properties: { count: Number },
  observers: {
    count(count) {
      this.setData({ text: `共 ${count} 个` });
    },
  },
});
