/** One doctor: who, good at what, and what is left of the day. The whole card is the button: fires `open`. */
Component({
  properties: {
    doctor: { type: Object, value: null },
    place: String,
    halves: { type: Array, value: [] },
    fee: String,
  },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    onTap(event) {
      this.triggerEvent('open', { id: event.currentTarget.dataset.id });
    },
  },
});
