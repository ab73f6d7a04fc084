/** 添加就诊人, 修改就诊人: the form, each field checked while it is filled in; a child brings its guardian along. */

const clock = require('../../services/clock');
const drafts = require('../../services/drafts');
const identity = require('../../utils/identity');
const patientForm = require('../../utils/patient-form');
const patients = require('../../services/patients');
const time = require('../../utils/time');
const { known } = require('../../services/request');
const { back, page } = require('../../framework/page');

/**
 * @typedef {import('../../services/contracts').Patient} Patient
 * @typedef {import('../../utils/patient-form').Fields} Fields
 */

const { NEW_GUARDIAN, NO_DOCUMENT, NO_GUARDIAN, RESIDENT, TYPES } = patientForm;

/** Made tidy while it is typed; a name only afterwards, since a blank may be followed by more. */
const TIDY = {
  idNumber: identity.tidyNumber,
  guardianNumber: identity.tidyNumber,
  phone: identity.tidyPhone,
  guardianPhone: identity.tidyPhone,
};

/** What somebody typed or chose: none of it is lost by leaving the page. */
const TYPED = /** @type {const} */ ([
  'name', 'idType', 'idNumber', 'phone', 'relation', 'relationPicked', 'sex', 'birthDate', 'child', 'reading',
  'guardian', 'guardianRelation', 'guardianName', 'guardianIdType', 'guardianType', 'guardianNumber', 'guardianSex',
  'guardianBirth', 'guardianPhone',
]); // prettier-ignore

page({
  data: {
    id: '',
    types: TYPES,
    type: TYPES[0].type,
    childUnder: identity.CHILD_UNDER,
    newGuardian: NEW_GUARDIAN,
    idType: 0,
    ...patientForm.relationsBeside(false),
    name: '',
    idNumber: '',
    phone: '',
    oldPhone: '',
    relation: '',
    relationPicked: false,
    sex: '',
    birthDate: '',
    guardian: '',
    guardianRelation: '',
    ...NO_GUARDIAN,
    guardianTypes: identity.ID_TYPES,
    /** @type {Patient[]} */
    adults: [],
    first: false,
    child: false,
    today: '',
    earliest: '',
    reading: '',
    restored: false,
    /** @type {Record<string, string>} */
    wrong: {},
    busy: false,
    problem: '',
  },

  /** What is on the page was typed here: reading again must not put the stored values over it. */
  filled: false,
  saved: false,

  /** @param {{id?: string}} query */
  onLoad({ id }) {
    this.setData({ id: id || '' });
    wx.setNavigationBarTitle({ title: id ? '修改就诊人' : '添加就诊人' });
  },

  onUnload() {
    const { data } = this;
    const fields = Object.fromEntries(TYPED.map((name) => [name, data[name]]));
    if (this.filled && !this.saved) drafts.keep(this.draft(), fields);
  },

  async load() {
    const mine = await patients.list();
    const { id } = this.data;
    const today = time.dateOf(clock.now());
    const adults = mine.filter((one) => identity.mayBeGuardian(one.age) && one.id !== id);
    const self = mine.some((one) => one.relation === 'self' && one.id !== id);
    const first = !mine.length;
    const earliest = identity.earliestBirth(today);
    const around = { adults, today, earliest, first, ...patientForm.relationsBeside(self) };
    if (this.filled) return around;
    this.filled = true;
    const old = mine.find((one) => one.id === id);
    const guardianRelation = self ? '' : 'self';
    const relation = first ? 'self' : '';
    return {
      ...around,
      guardianRelation,
      ...(old ? stored(old) : { relation }),
      ...this.typedBefore(),
    };
  },

  /** @returns {Record<string, any>} */
  typedBefore() {
    const draft = drafts.of(this.draft());
    if (!draft) return {};
    const restored = [draft.name, draft.idNumber, draft.phone].some(Boolean) && !this.data.id;
    return { ...draft, type: TYPES[draft.idType].type, restored };
  },

  draft() {
    return `patient:${this.data.id}`;
  },

  onStartAgain() {
    drafts.drop(this.draft());
    this.filled = false;
    const nothing = { name: '', idNumber: '', phone: '', sex: '', birthDate: '', reading: '' };
    const kind = { idType: 0, type: RESIDENT, child: false, relation: '', relationPicked: false };
    const around = { guardian: '', ...NO_GUARDIAN, restored: false, wrong: {}, problem: '' };
    this.setData({ ...nothing, ...kind, ...around });
    this.refresh();
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
    const { idNumber, today, type } = this.data;
    if (type !== RESIDENT) return;
    const wrong = idNumber.length < 18 ? '' : identity.idProblem(RESIDENT, idNumber, today);
    if (idNumber.length < 18 || wrong) {
      const reading = idNumber && !wrong ? `已输入 ${idNumber.length} 位，共 18 位` : '';
      this.setData({ 'wrong.idNumber': wrong, reading, ...patientForm.guess(false, this.data) });
    } else this.born(identity.birthDate(idNumber), identity.sexOf(idNumber));
  },

  /** @param {string} birth @param {string} sex */
  born(birth, sex) {
    const { today, type } = this.data;
    const child = identity.needsGuardian(identity.ageOn(birth, today)) || type === NO_DOCUMENT;
    const reading = patientForm.reading(birth, sex, today);
    this.setData({ reading, ...patientForm.guess(child, this.data) });
  },

  /** @param {WechatMiniprogram.InputBlur} event */
  onBlur(event) {
    const { field } = event.currentTarget.dataset;
    if (!event.detail.value) return;
    this.setData({ [`wrong.${field}`]: patientForm.problems(this.fields())[field] || '' });
  },

  /** @param {WechatMiniprogram.PickerChange} event */
  onIdType(event) {
    const idType = Number(event.detail.value);
    const { type } = TYPES[idType];
    const nothing = { idNumber: '', reading: '', birthDate: '', 'wrong.idNumber': '' };
    const guess = patientForm.guess(type === NO_DOCUMENT, this.data);
    this.setData({ idType, type, ...nothing, ...guess });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onPick(event) {
    const { field, value } = event.currentTarget.dataset;
    this.setData({ [field]: value, [`wrong.${field}`]: '', problem: '' });
    if (field === 'relation') this.setData({ relationPicked: true });
  },

  /** @param {WechatMiniprogram.PickerChange} event */
  onBirth(event) {
    const birth = String(event.detail.value);
    this.setData({ birthDate: birth, 'wrong.birthDate': '' });
    this.born(birth, this.data.sex);
  },

  /** @param {WechatMiniprogram.PickerChange} event */
  onGuardianType(event) {
    const guardianIdType = Number(event.detail.value);
    const guardianType = identity.ID_TYPES[guardianIdType].type;
    this.setData({ guardianIdType, guardianType, guardianNumber: '', 'wrong.guardianNumber': '' });
  },

  /** @param {WechatMiniprogram.PickerChange} event */
  onGuardianBirth(event) {
    this.setData({ guardianBirth: String(event.detail.value), 'wrong.guardianBirth': '' });
  },

  /** @returns {Fields} */
  fields() {
    return this.data;
  },

  async onSave() {
    if (this.data.busy) return;
    const wrong = patientForm.problems(this.fields());
    const problem = Object.values(wrong).find(Boolean) || '';
    this.setData({ wrong, problem });
    if (problem) return;
    await this.act(async () => {
      if (patientForm.addsGuardian(this.fields()) && !(await this.addGuardian())) return false;
      const { id, guardian } = this.data;
      if (id) await patients.update(id, patientForm.changes(this.fields(), guardian));
      else await patients.add(patientForm.form(this.fields(), guardian));
      return true;
    });
  },

  /** First the guardian, who stays stored whatever becomes of the child. @returns {Promise<boolean>} stored */
  async addGuardian() {
    try {
      const { patient } = await patients.add(patientForm.guardianForm(this.fields()));
      this.adopt(patient);
      return true;
    } catch (error) {
      this.tell(error, patientForm.guardianFields(this.fields()));
      if (known(error).uncertain) await this.findGuardian();
      return false;
    }
  },

  /** No answer came: they may have been stored all the same. */
  async findGuardian() {
    const before = this.data.adults.map((one) => one.id);
    const mine = await patients.list().catch(() => []);
    const added = mine.find((one) => identity.mayBeGuardian(one.age) && !before.includes(one.id));
    if (added) this.adopt(added);
  },

  /** @param {Patient} guardian */
  adopt(guardian) {
    const adults = [...this.data.adults, guardian];
    const self = guardian.relation === 'self' || patientForm.hasSelf(this.data.relations);
    const relations = patientForm.relationsBeside(self);
    this.setData({ ...NO_GUARDIAN, guardian: guardian.id, adults, ...relations });
  },

  async onRemove() {
    const { confirm } = await wx.showModal({
      title: `删除${this.data.name}吗`,
      content: '有未就诊的预约时不能删除，请先取消预约',
      cancelText: '不删除',
      confirmText: '删除',
    });
    if (!confirm) return;
    await this.act(async () => {
      await patients.remove(this.data.id);
      return true;
    });
  },

  /** @param {() => Promise<boolean>} act whether it was done */
  async act(act) {
    this.setData({ busy: true, problem: '' });
    try {
      if (await act()) {
        this.saved = true;
        drafts.drop(this.draft());
        back();
      }
    } catch (error) {
      this.tell(error, patientForm.FIELDS);
    }
    this.setData({ busy: false });
  },

  /** @param {unknown} error @param {Record<string, string>} names */
  tell(error, names) {
    const { code, message, details } = known(error);
    const field = names[details.field] || details.field;
    this.setData({ problem: message, wrong: field ? { [field]: message } : {} });
    if (code === 'CONSENT_REQUIRED') this.fail(error);
  },
});

/** @param {Patient} patient */
function stored(patient) {
  return {
    name: patient.name_masked,
    oldPhone: patient.phone_masked,
    relation: patient.relation,
    child: identity.needsGuardian(patient.age),
    guardian: patient.guardian_id || '',
  };
}
