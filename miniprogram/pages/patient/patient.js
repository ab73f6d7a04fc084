/** 添加就诊人, 修改就诊人: the form, each field checked while it is filled in. */

const clock = require('../../services/clock');
const identity = require('../../utils/identity');
const patients = require('../../services/patients');
const time = require('../../utils/time');
const { known } = require('../../services/request');
const { RELATIONS, sexName } = require('../../utils/words');
const { back, page } = require('../../framework/page');

/**
 * @typedef {import('../../services/contracts').Patient} Patient
 * @typedef {import('../../services/patients').PatientForm} Form
 * @typedef {import('../../services/patients').PatientChanges} Changes
 */

/** Made tidy while it is typed; a name only afterwards, since a blank may be followed by more. */
const TIDY = { idNumber: identity.tidyNumber, phone: identity.tidyPhone };

page({
  data: {
    id: '',
    idTypes: identity.ID_TYPES,
    childUnder: identity.CHILD_UNDER,
    idType: 0,
    relations: RELATIONS,
    name: '',
    idNumber: '',
    phone: '',
    oldPhone: '',
    relation: '',
    sex: '',
    birthDate: '',
    guardian: '',
    /** @type {Patient[]} */
    adults: [],
    child: false,
    today: '',
    earliest: '',
    reading: '',
    /** @type {Record<string, string>} */
    wrong: {},
    busy: false,
    problem: '',
  },

  /** @param {{id?: string}} query */
  onLoad({ id }) {
    this.setData({ id: id || '' });
    wx.setNavigationBarTitle({ title: id ? '修改就诊人' : '添加就诊人' });
  },

  async load() {
    const mine = await patients.list();
    const { id } = this.data;
    const old = mine.find((one) => one.id === id);
    const adults = mine.filter((one) => identity.mayBeGuardian(one.age) && one.id !== id);
    const today = time.dateOf(clock.now());
    const earliest = identity.earliestBirth(today);
    const relation = mine.length ? '' : 'self';
    if (!old) return { adults, today, earliest, relation };
    const child = identity.needsGuardian(old.age);
    return {
      adults,
      today,
      name: old.name_masked,
      oldPhone: old.phone_masked,
      relation: old.relation,
      child,
      guardian: old.guardian_id || '',
    };
  },

  /** @param {WechatMiniprogram.Input} event */
  onInput(event) {
    const { field } = event.currentTarget.dataset;
    const tidy = TIDY[/** @type {keyof TIDY} */ (field)];
    const value = tidy ? tidy(event.detail.value) : event.detail.value;
    this.setData({ [field]: value, [`wrong.${field}`]: '', problem: '' });
    if (field === 'idNumber') this.readIdNumber();
  },

  /** A complete number is judged at once, an incomplete one only when the field is left. */
  readIdNumber() {
    const { idNumber, today } = this.data;
    const resident = this.typeName() === 'resident_id';
    if (!resident || idNumber.length < 18) {
      this.setData({
        reading: resident && idNumber ? `已输入 ${idNumber.length} 位，共 18 位` : '',
        child: resident ? false : this.data.child,
      });
      return;
    }
    const wrong = identity.idProblem('resident_id', idNumber, today);
    if (wrong) this.setData({ 'wrong.idNumber': wrong, reading: '', child: false });
    else this.born(identity.birthDate(idNumber), identity.sexOf(idNumber));
  },

  /** @param {string} birth @param {string} sex */
  born(birth, sex) {
    const age = identity.ageOn(birth, this.data.today);
    this.setData({
      child: identity.needsGuardian(age),
      reading: `${sexName(sex)}，${birth.slice(0, 4)}年${time.monthDay(birth)}出生，${age}岁`,
    });
  },

  /** @param {WechatMiniprogram.InputBlur} event */
  onBlur(event) {
    const { field } = event.currentTarget.dataset;
    if (event.detail.value) this.setData({ [`wrong.${field}`]: this.problems()[field] || '' });
  },

  /** @param {WechatMiniprogram.PickerChange} event */
  onIdType(event) {
    this.setData({
      idType: Number(event.detail.value),
      idNumber: '',
      reading: '',
      child: false,
      birthDate: '',
      'wrong.idNumber': '',
    });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onPick(event) {
    const { field, value } = event.currentTarget.dataset;
    this.setData({ [field]: value, [`wrong.${field}`]: '', problem: '' });
  },

  /** @param {WechatMiniprogram.PickerChange} event */
  onBirth(event) {
    const birth = String(event.detail.value);
    this.setData({ birthDate: birth, 'wrong.birthDate': '' });
    this.born(birth, this.data.sex);
  },

  typeName() {
    return this.data.idTypes[this.data.idType].type;
  },

  /** @returns {Record<string, string>} what is wrong, by field, from top to bottom */
  problems() {
    const { id, name, idNumber, phone, relation, sex, birthDate, child, guardian, today } =
      this.data;
    /** @type {Record<string, string>} */
    const wrong = {};
    if (!id) {
      wrong.name = identity.nameProblem(identity.tidyName(name));
      wrong.idNumber = identity.idProblem(this.typeName(), idNumber, today);
      if (this.typeName() !== 'resident_id') {
        wrong.sex = sex ? '' : '请选择性别';
        wrong.birthDate = identity.birthProblem(birthDate, today);
      }
    }
    // Kept as it is when it is left empty on a patient who has one.
    if (!id || phone) wrong.phone = identity.phoneProblem(phone);
    wrong.relation = relation ? '' : '请选择和您的关系';
    if (child) wrong.guardian = guardian ? '' : '请选择监护人';
    return wrong;
  },

  async onSave() {
    if (this.data.busy) return;
    const wrong = this.problems();
    this.setData({ wrong, problem: '' });
    const first = Object.values(wrong).find(Boolean);
    if (first) {
      this.setData({ problem: first });
      return;
    }
    await this.act(() =>
      this.data.id ? patients.update(this.data.id, this.changes()) : patients.add(this.form()),
    );
  },

  /** @returns {Form} */
  form() {
    const { name, idNumber, phone, relation, sex, birthDate, child, guardian } = this.data;
    const type = /** @type {Form['id_type']} */ (this.typeName());
    /** @type {Form} */
    const form = {
      name: identity.tidyName(name),
      id_type: type,
      id_number: idNumber,
      phone,
      relation: /** @type {Form['relation']} */ (relation),
    };
    if (type !== 'resident_id') Object.assign(form, { sex, birth_date: birthDate });
    if (child) form.guardian_id = guardian;
    return form;
  },

  changes() {
    const { phone, relation, child, guardian } = this.data;
    /** @type {Changes} */
    const changes = { relation: /** @type {Form['relation']} */ (relation) };
    if (phone) changes.phone = phone;
    if (child) changes.guardian_id = guardian;
    return changes;
  },

  async onRemove() {
    const { confirm } = await wx.showModal({
      title: `删除${this.data.name}吗`,
      content: '已有的预约不受影响',
      cancelText: '不删除',
      confirmText: '删除',
    });
    if (confirm) await this.act(() => patients.remove(this.data.id));
  },

  /** @param {() => Promise<unknown>} act */
  async act(act) {
    this.setData({ busy: true, problem: '' });
    try {
      await act();
      back();
    } catch (error) {
      const { code, message, details } = known(error);
      const field =
        { id_number: 'idNumber', birth_date: 'birthDate', guardian_id: 'guardian' }[
          /** @type {string} */ (details.field)
        ] || details.field;
      this.setData({ problem: message, wrong: field ? { [field]: message } : {} });
      if (code === 'CONSENT_REQUIRED') this.fail(error);
    }
    this.setData({ busy: false });
  },
});
