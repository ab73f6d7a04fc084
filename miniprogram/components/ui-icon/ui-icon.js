/** A line icon in the colour and size of the text around it. Decoration only: what it means stands beside it. */
Component({
  properties: { name: String },
});
