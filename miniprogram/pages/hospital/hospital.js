/** 医院: where it is, what its rules are, and its departments on two levels. */

const catalog = require('../../services/catalog');
const preferences = require('../../services/preferences');
const { keyed } = require('../../present/notices');
const rules = require('../../present/rules');
const { page } = require('../../framework/page');

/**
 * @typedef {import('../../services/contracts').Hospital} Hospital
 * @typedef {import('../../services/contracts').Department} Department
 */

page({
  data: {
    id: '',
    /** @type {Hospital | null} */
    hospital: null,
    /** @type {{id: string, name: string, departments: Department[]}[]} */
    groups: [],
    group: '',
    /** @type {ReturnType<typeof keyed>} */
    notices: [],
    /** @type {string[]} */
    rules: [],
    rulesOpen: false,
    storyOpen: false,
  },

  /** @param {{id: string, group?: string}} query group: the parent department to open at */
  onLoad({ id, group }) {
    this.setData({ id, group: group || '' });
  },

  async load() {
    const { hospital, departments, notices } = await catalog.hospital(this.data.id);
    preferences.rememberHospital(hospital.id);
    const groups = grouped(departments);
    const asked = groups.find((one) => one.id === this.data.group) || groups[0];
    const group = asked ? asked.id : '';
    return {
      hospital,
      groups,
      group,
      notices: keyed(notices),
      rules: rules.sentences(hospital.rules),
    };
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onGroup(event) {
    this.setData({ group: event.currentTarget.dataset.id });
  },

  onRules() {
    this.setData({ rulesOpen: !this.data.rulesOpen });
  },

  onStory() {
    this.setData({ storyOpen: !this.data.storyOpen });
  },

  onMap() {
    const { name, address, latitude, longitude } = /** @type {Hospital} */ (this.data.hospital);
    if (latitude && longitude) wx.openLocation({ latitude, longitude, name, address });
    else wx.setClipboardData({ data: address });
  },

  onCall() {
    const { phone } = /** @type {Hospital} */ (this.data.hospital);
    if (phone) wx.makePhoneCall({ phoneNumber: phone, fail: () => undefined });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onDepartment(event) {
    wx.navigateTo({
      url: `/pages/department/department?id=${event.currentTarget.dataset.id}&hospital=${this.data.id}`,
    });
  },
});

/**
 * Parents with their children; a department without either stands under its own name.
 * @param {Department[]} departments
 */
function grouped(departments) {
  return departments
    .filter((one) => !one.parent_id)
    .map((parent) => {
      const children = departments.filter((one) => one.parent_id === parent.id);
      return {
        id: parent.id,
        name: parent.name,
        departments: children.length ? children : [parent],
      };
    });
}
