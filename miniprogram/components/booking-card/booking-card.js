/** One booking in a list. Fires `open`; `end` when the time to pay is over. */
Component({
  properties: { booking: { type: Object, value: null } },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    onTap(event) {
      this.triggerEvent('open', { id: event.currentTarget.dataset.id });
    },
    onEnd() {
      this.triggerEvent('end');
    },
  },
});
