/** The days a patient may choose from, each with one word. Fires `pick` with the date. */
Component({
  properties: {
    days: { type: Array, value: [] },
    date: String,
  },
  data: { before: '' },
  observers: {
    /** The chosen day comes into view with the day before it, so that one sees there is more on both sides. */
    'days, date'(/** @type {{date: string}[]} */ days, /** @type {string} */ date) {
      this.setData({
        before: `day-${Math.max(0, days.findIndex((day) => day.date === date) - 1)}`,
      });
    },
  },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    onPick(event) {
      this.triggerEvent('pick', { date: event.currentTarget.dataset.date });
    },
  },
});
