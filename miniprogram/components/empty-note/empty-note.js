/** Nothing here yet: said plainly, with the next step in the slot. */
Component({
  properties: { icon: String, heading: String, note: String },
});
