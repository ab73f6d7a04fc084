/** Time left until an instant, by the service's clock. Fires `end` once when it is reached. */
const clock = require('../../services/clock');
const time = require('../../utils/time');

/** Clocks agree within a reply's travel time only: asking a moment later finds the service ready. */
const GRACE = 1000;
const SECOND = 1000;

/** Kept beside the instances: what stands in their data would be copied. */
const timers = new WeakMap();

Component({
  properties: { until: String },
  data: { left: '' },
  lifetimes: {
    detached() {
      this.stop();
    },
  },
  observers: {
    until() {
      this.stop();
      if (this.data.until) this.tick();
    },
  },
  methods: {
    stop() {
      clearTimeout(timers.get(this));
    },
    tick() {
      const left = time.millis(this.data.until) - clock.now();
      this.setData({ left: time.remaining(left) });
      if (left <= -GRACE) this.triggerEvent('end');
      else
        timers.set(
          this,
          setTimeout(() => this.tick(), SECOND),
        );
    },
  },
});
