/**
 * Time left until an instant, by the service's clock. Fires `end` once when it is reached. A screen reader is told at
 * five minutes and at one, of what `of` names; the seconds in between it is spared.
 */
const clock = require('../../services/clock');
const time = require('../../utils/time');

/** Clocks agree within a reply's travel time only: asking a moment later finds the service ready. */
const GRACE = 1000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TOLD_AT = [1 * MINUTE, 5 * MINUTE];

/** Kept beside the instances: what stands in their data would be copied. */
const timers = new WeakMap();

Component({
  properties: { until: String, of: { type: String, value: '' } },
  data: { left: '', spoken: '' },
  lifetimes: {
    detached() {
      this.stop();
    },
  },
  observers: {
    until() {
      this.stop();
      this.setData({ spoken: '' });
      if (this.data.until) this.tick(Infinity);
    },
  },
  methods: {
    stop() {
      clearTimeout(timers.get(this));
    },
    /** @param {number} before what was left a moment ago */
    tick(before) {
      const left = time.millis(this.data.until) - clock.now();
      this.setData({ left: time.remaining(left) });
      this.tell(before, left);
      if (left <= -GRACE) this.triggerEvent('end');
      else
        timers.set(
          this,
          setTimeout(() => this.tick(left), SECOND),
        );
    },
    /** A page that is only just opened is read out anyway. @param {number} before @param {number} left */
    tell(before, left) {
      const reached = TOLD_AT.some((mark) => before > mark && left <= mark && left > 0);
      if (before === Infinity || !reached) return;
      this.setData({ spoken: `${this.data.of}还剩 ${Math.ceil(left / MINUTE)} 分钟` });
    },
  },
});
