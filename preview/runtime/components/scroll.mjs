/** scroll-view and swiper on the browser's own scrolling. */
import { el } from '../dom.mjs';
import { pullToRefresh } from '../pull.mjs';
import { ANY } from './define.mjs';

const given = (value) => value !== null && value !== undefined && value !== '';

const scrollView = {
  tag: 'scroll-view',
  properties: {
    scrollX: Boolean,
    scrollY: Boolean,
    scrollTop: ANY,
    scrollLeft: ANY,
    scrollIntoView: String,
    scrollWithAnimation: Boolean,
    upperThreshold: { type: Number, value: 50 },
    lowerThreshold: { type: Number, value: 50 },
    enableFlex: Boolean,
    enhanced: Boolean,
    bounces: Boolean,
    showScrollbar: { type: Boolean, value: true },
    pagingEnabled: Boolean,
    enableBackToTop: Boolean,
    scrollAnchoring: Boolean,
    enablePassive: ANY,
    fastDeceleration: Boolean,
    throttle: Boolean,
    type: String,
    refresherEnabled: Boolean,
    refresherTriggered: Boolean,
    refresherThreshold: Number,
    refresherDefaultStyle: String,
    refresherBackground: String,
  },
  reflect: ['scrollX', 'scrollY'],
  created(node) {
    let atEnd = false;
    node.addEventListener('scroll', () => {
      const { scrollTop, scrollLeft, scrollHeight, scrollWidth } = node;
      this.triggerEvent('scroll', {
        scrollTop,
        scrollLeft,
        scrollHeight,
        scrollWidth,
        deltaX: 0,
        deltaY: 0,
      });
      const left = this.data.scrollX
        ? scrollWidth - scrollLeft - node.clientWidth
        : scrollHeight - scrollTop - node.clientHeight;
      if (left <= this.data.lowerThreshold && !atEnd)
        this.triggerEvent('scrolltolower', { direction: 'bottom' });
      atEnd = left <= this.data.lowerThreshold;
    });
    pullToRefresh(node, {
      enabled: () => this.data.refresherEnabled,
      refresh: () => {
        this.setData({ refresherTriggered: true });
        this.triggerEvent('refresherrefresh', {});
      },
    });
  },
  observers: {
    scrollTop(value) {
      if (given(value)) this.$$.scrollTop = parseFloat(value);
    },
    scrollLeft(value) {
      if (given(value)) this.$$.scrollLeft = parseFloat(value);
    },
    scrollIntoView(id) {
      const find = () =>
        [...this.$$.querySelectorAll('*')].find((node) => node.__wxElement?.id === id);
      if (id)
        requestAnimationFrame(() => find()?.scrollIntoView({ block: 'start', inline: 'start' }));
    },
    enableFlex(flex) {
      this.$$.style.display = flex ? 'flex' : '';
    },
    showScrollbar(show) {
      this.$$.toggleAttribute('no-bar', !show);
    },
    refresherTriggered(on) {
      this.$$.toggleAttribute('refreshing', on);
    },
  },
};

const swiper = {
  tag: 'swiper',
  properties: {
    current: Number,
    indicatorDots: Boolean,
    autoplay: Boolean,
    interval: { type: Number, value: 5000 },
    duration: Number,
    circular: Boolean,
    vertical: Boolean,
    indicatorColor: String,
    indicatorActiveColor: String,
    previousMargin: String,
    nextMargin: String,
    displayMultipleItems: Number,
    easingFunction: String,
    snapToEdge: Boolean,
    currentItemId: String,
  },
  created(node) {
    this.dots = node.appendChild(el('div', { className: 'mp-dots', 'aria-hidden': 'true' }));
    node.addEventListener('scrollend', () => {
      const current = Math.round(node.scrollLeft / (node.clientWidth || 1));
      if (current === this.data.current) return;
      this.setData({ current });
      this.triggerEvent('change', { current, source: 'touch' });
    });
  },
  attached(node) {
    this.timer = setInterval(() => {
      const count = node.querySelectorAll('wx-swiper-item').length;
      if (this.data.autoplay && count) this.setData({ current: (this.data.current + 1) % count });
    }, this.data.interval);
    requestAnimationFrame(() => this.drawDots());
  },
  detached() {
    clearInterval(this.timer);
  },
  observers: {
    current(current) {
      this.$$.scrollLeft = current * this.$$.clientWidth;
      this.drawDots();
    },
  },
  methods: {
    drawDots() {
      const { indicatorDots, indicatorColor, indicatorActiveColor, current } = this.data;
      const count = indicatorDots ? this.$$.querySelectorAll('wx-swiper-item').length : 0;
      const dots = Array.from({ length: count }, (_, i) => {
        const dot = el('i');
        dot.style.background =
          i === current ? indicatorActiveColor || '#000' : indicatorColor || '#0000004d';
        return dot;
      });
      this.dots.replaceChildren(...dots);
    },
  },
};

export const scrolling = [
  scrollView,
  swiper,
  { tag: 'swiper-item', properties: { itemId: String, skipHiddenItemLayout: Boolean } },
];
