/** 搜索: hospitals, departments and doctors by name, specialty or complaint. */

const catalog = require('../../services/catalog');
const preferences = require('../../services/preferences');
const { page } = require('../../framework/page');

/**
 * @typedef {import('../../services/contracts').Department} Department
 * @typedef {import('../../services/contracts').Hospital} Hospital
 * @typedef {import('../../services/contracts').Doctor} Doctor
 * @typedef {{hospitals: Hospital[], departments: (Department & {hospital_name: string})[], doctors: Doctor[]}} Found
 */

page({
  data: {
    words: '',
    history: preferences.searchWords(),
    /** @type {Found | null} */
    found: null,
    nothing: false,
  },

  async load() {
    const { words } = this.data;
    if (!words) return { found: null, history: preferences.searchWords() };
    const [answer, { hospitals }] = await Promise.all([catalog.search(words), catalog.hospitals()]);
    preferences.rememberSearch(words);
    const names = new Map(hospitals.map((one) => [one.id, one.name]));
    const departments = answer.departments.map((one) => ({
      ...one,
      hospital_name: names.get(one.hospital_id) || '',
    }));
    const found = { ...answer, departments };
    const nothing = !found.hospitals.length && !found.departments.length && !found.doctors.length;
    return { found, nothing, history: preferences.searchWords() };
  },

  /** @param {WechatMiniprogram.Input} event */
  onInput(event) {
    this.setData({ words: event.detail.value.trim() });
    if (!this.data.words) this.refresh();
  },

  onSearch() {
    if (!this.data.words) return;
    wx.hideKeyboard();
    this.setData({ state: 'loading' });
    this.refresh();
  },

  onClear() {
    this.setData({ words: '', state: 'ready' });
    this.refresh();
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onHistory(event) {
    this.setData({ words: event.currentTarget.dataset.words });
    this.onSearch();
  },

  onForget() {
    preferences.forgetSearches();
    this.setData({ history: [] });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onHospital(event) {
    wx.navigateTo({ url: `/pages/hospital/hospital?id=${event.currentTarget.dataset.id}` });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onDepartment(event) {
    const { id, hospital } = event.currentTarget.dataset;
    wx.navigateTo({ url: `/pages/department/department?id=${id}&hospital=${hospital}` });
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onDoctor(event) {
    wx.navigateTo({ url: `/pages/doctor/doctor?id=${event.detail.id}` });
  },
});
