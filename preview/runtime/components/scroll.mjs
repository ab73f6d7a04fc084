/** scroll-view and swiper on the browser's own scrolling. */
import { el } from '../dom.mjs';
import { scrollToStart } from '../scrolling.mjs';

const scrollView = {
  tag: 'scroll-view',
  properties: {
    scrollX: Boolean,
    scrollY: Boolean,
    scrollIntoView: String,
    // On a phone another kind of scroller, here there is one kind only.
    enhanced: Boolean,
    showScrollbar: { type: Boolean, value: true },
  },
  reflect: ['scrollX', 'scrollY'],
  observers: {
    scrollIntoView(id) {
      if (!id) return;
      requestAnimationFrame(() => {
        const all = [...this.$$.querySelectorAll('*')];
        const found = all.find((node) => node.__wxElement?.id === id);
        const { scrollX: x, scrollY: y } = this.data;
        if (found) scrollToStart(this.$$, found, { x, y });
      });
    },
    showScrollbar(show) {
      this.$$.toggleAttribute('no-bar', !show);
    },
  },
};

const swiper = {
  tag: 'swiper',
  properties: {
    current: Number,
    indicatorDots: Boolean,
    indicatorColor: { type: String, value: '#0000004d' },
    indicatorActiveColor: { type: String, value: '#000' },
    autoplay: Boolean,
    interval: { type: Number, value: 5000 },
    circular: Boolean,
  },
  created(node) {
    this.dots = node.appendChild(el('div', { className: 'mp-dots', 'aria-hidden': 'true' }));
    for (const type of ['pointerdown', 'wheel'])
      node.addEventListener(type, () => (this.byFinger = true), { passive: true });
    // The end of a scroll that a turn began, or that a turn cut short, is nobody's touch.
    node.addEventListener('scrollend', () => {
      if (this.byFinger) this.turn(Math.round(node.scrollLeft / (node.clientWidth || 1)), 'touch');
    });
  },
  attached() {
    this.timer = setInterval(() => {
      const { autoplay, current } = this.data;
      if (autoplay) this.turn((current + 1) % (this.count() || 1), 'autoplay');
    }, this.data.interval);
    requestAnimationFrame(() => this.drawDots());
  },
  detached() {
    clearInterval(this.timer);
  },
  observers: {
    current(current) {
      this.byFinger = false;
      this.$$.scrollLeft = current * this.$$.clientWidth;
      this.drawDots();
    },
  },
  methods: {
    count() {
      return this.$$.querySelectorAll('wx-swiper-item').length;
    },
    turn(current, source) {
      if (current === this.data.current) return;
      this.setData({ current });
      this.triggerEvent('change', { current, source });
    },
    drawDots() {
      const { indicatorDots, indicatorColor, indicatorActiveColor, current } = this.data;
      const dots = Array.from({ length: indicatorDots ? this.count() : 0 }, (_, i) => {
        const dot = el('i');
        dot.style.background = i === current ? indicatorActiveColor : indicatorColor;
        return dot;
      });
      this.dots.replaceChildren(...dots);
    },
  },
};

export const scrolling = [scrollView, swiper, { tag: 'swiper-item' }];
