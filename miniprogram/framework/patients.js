/** What every page does alike on which a patient is chosen: a new one is added on a form of its own. */

/** To the form, and back from there to this page. */
function onAdd() {
  wx.navigateTo({ url: '/pages/patient/patient' });
}

/**
 * Whoever has just agreed and has nobody to choose goes on to the form.
 *
 * @this {{data: {patients: unknown[]}}}
 */
function onAgreed() {
  if (!this.data.patients.length) onAdd();
}

module.exports = { onAdd, onAgreed };
