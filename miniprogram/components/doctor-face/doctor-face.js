/** Whom one is about to see: the photo, or the name's first character where there is none or it does not come. */
Component({
  properties: { name: String, photo: String, large: Boolean },
  data: { failed: '' },
  methods: {
    onError() {
      this.setData({ failed: this.data.photo });
    },
  },
});
