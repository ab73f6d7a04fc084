Component({
  data: { trace: [] },
  lifetimes: {
    attached() {
      this.mark('A');
    },
    ready() {
      this.mark('R');
      this.triggerEvent('phase', { phase: 'ready' });
    },
    detached() {
      getApp().globalData.events.push('life detached');
    },
  },
  pageLifetimes: {
    show() {
      this.mark('S');
    },
    hide() {
      this.mark('H');
    },
  },
  methods: {
    mark(letter) {
      this.setData({ trace: this.data.trace.concat(letter) });
    },
  },
});
