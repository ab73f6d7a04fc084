/** The slots of one day by half-day. Fires `book` or `queue` with the slot's id; a shut one does nothing. */
Component({
  properties: { sections: { type: Array, value: [] } },
  methods: {
    /** @param {WechatMiniprogram.TouchEvent} event */
    onTap(event) {
      const { id, tone } = event.currentTarget.dataset;
      if (tone === 'free') this.triggerEvent('book', { id });
      if (tone === 'queue') this.triggerEvent('queue', { id });
    },
  },
});
