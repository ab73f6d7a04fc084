/** 搜索: hospitals, departments and doctors by name, pinyin, specialty or complaint, found while it is typed. */

const catalog = require('../../services/catalog');
const places = require('../../utils/places');
const preferences = require('../../services/preferences');
const { page } = require('../../framework/page');

/**
 * @typedef {import('../../services/contracts').Department} Department
 * @typedef {import('../../services/contracts').Hospital} Hospital
 * @typedef {import('../../services/contracts').Doctor} Doctor
 * @typedef {{hospitals: Hospital[], departments: (Department & {hospital_name: string})[], doctors: Doctor[],
 *   corrected: string}} Found corrected: the words as they were taken, in a sentence
 */

/** Milliseconds without a key before somebody is taken to have finished a word. */
const PAUSE = 350;

const HINTS = ['发烧', '咳嗽', '头疼', '牙疼', '拉肚子', '怀孕', '皮肤科', '儿科'];

page({
  data: {
    words: '',
    hints: HINTS,
    history: preferences.searchWords(),
    /** @type {Found | null} */
    found: null,
    nothing: false,
  },

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  pause: undefined,
  /** Between keys that only together make a character nothing is asked. */
  composing: false,
  /** Hospitals change by the day, not by the key. @type {Promise<{hospitals: Hospital[]}> | null} */
  hospitals: null,

  onUnload() {
    clearTimeout(this.pause);
  },

  async load() {
    const words = this.data.words.trim();
    const history = preferences.searchWords();
    if (!words) return { found: null, nothing: false, history };
    const [answer, names] = await Promise.all([catalog.search(words), this.names()]);
    const departments = answer.departments.map((one) => ({
      ...one,
      hospital_name: names.get(one.hospital_id) || '',
    }));
    const found = { ...answer, departments, corrected: corrected(words, answer.corrected_to) };
    const nothing = !found.hospitals.length && !found.departments.length && !found.doctors.length;
    return { found, nothing, history };
  },

  /** @returns {Promise<Map<string, string>>} of hospitals, by id */
  async names() {
    this.hospitals = this.hospitals || catalog.hospitals();
    try {
      const { hospitals } = await this.hospitals;
      return new Map(hospitals.map((one) => [one.id, one.name]));
    } catch (error) {
      this.hospitals = null;
      throw error;
    }
  },

  /** @param {WechatMiniprogram.Input} event */
  onInput(event) {
    this.setData({ words: event.detail.value });
    this.lookLater();
  },

  onCompose() {
    this.composing = true;
    clearTimeout(this.pause);
  },

  onComposed() {
    this.composing = false;
    this.lookLater();
  },

  lookLater() {
    clearTimeout(this.pause);
    if (this.composing) return;
    if (this.data.words.trim()) this.pause = setTimeout(() => this.refresh(), PAUSE);
    else this.refresh();
  },

  onSearch() {
    this.seek(this.data.words);
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onWord(event) {
    this.seek(event.currentTarget.dataset.words);
  },

  onClear() {
    this.seek('');
  },

  /** At once, and remembered: these words were meant as they are. @param {string} words */
  seek(words) {
    clearTimeout(this.pause);
    this.composing = false;
    this.setData({ words });
    this.remember();
    this.refresh();
  },

  remember() {
    const words = this.data.words.trim();
    if (words) preferences.rememberSearch(words);
  },

  onForget() {
    preferences.forgetSearches();
    this.setData({ history: [] });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onHospital(event) {
    this.leaveFor(`/pages/hospital/hospital?id=${event.currentTarget.dataset.id}`);
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onDepartment(event) {
    const { found } = this.data;
    const department = found && found.departments[event.currentTarget.dataset.index];
    if (department) this.leaveFor(places.urlOf({ department }));
  },

  /** @param {WechatMiniprogram.CustomEvent<{id: string}>} event */
  onDoctor(event) {
    this.leaveFor(`/pages/doctor/doctor?id=${event.detail.id}`);
  },

  /** @param {string} url of what was found: the words led somewhere */
  leaveFor(url) {
    this.remember();
    wx.navigateTo({ url });
  },
});

/** @param {string} words @param {string[]} names */
function corrected(words, names) {
  if (!names.length) return '';
  return `没有“${words}”，按${names.map((name) => `“${name}”`).join('')}找到的`;
}
