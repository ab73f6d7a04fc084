/** Staff as they see themselves: their roles at each hospital, and a browser that wants to sign in. */

const time = require('../utils/time');

/**
 * @typedef {import('../services/contracts').Grant} Grant
 * @typedef {import('../services/contracts').Place} Place
 * @typedef {import('../services/contracts').Role} Role
 */

/** What a role is called, and what can be done with it today. @type {Record<Role, {name: string, can: string}>} */
const ROLES = {
  operator: { name: '平台运营', can: '开通医院，邀请、停用医院管理员，看平台的操作记录' },
  manager: { name: '医院管理员', can: '改本院的科室、医生、出诊表和规则，邀请、停用工作人员' },
  desk: { name: '门诊服务台', can: '看所在科室今天和明天的出诊' },
  doctor: { name: '医生', can: '看自己今天和明天的出诊' },
  auditor: { name: '审计', can: '看本院今天和明天的出诊，在电脑上看操作记录' },
};

/** @type {[RegExp, string][]} in this order: each names the later ones too */
const BROWSERS = [
  [/Edg\/(\d+)/, 'Edge'],
  [/(?:QQBrowser|QBCore)\/(\d+)/, 'QQ 浏览器'],
  [/(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Version\/(\d+).*Safari/, 'Safari'],
];
/** @type {[RegExp, string][]} */
const SYSTEMS = [
  [/Windows NT/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Android/, 'Android'],
  [/Linux/, 'Linux'],
];

/** Chrome 147 · Windows @param {string} agent what a browser calls itself */
function browserOf(agent) {
  const found = BROWSERS.find(([sign]) => sign.test(agent));
  const version = found && /** @type {RegExpExecArray} */ (found[0].exec(agent))[1];
  const system = SYSTEMS.find(([sign]) => sign.test(agent));
  const words = [found && `${found[1]} ${version}`, system && system[1]];
  return words.filter(Boolean).join(' · ') || '没有报名称的浏览器';
}

/**
 * @param {{agent: string, started_at: string, choices: string[]}} login
 * @returns {{browser: string, at: string, choices: string[]}}
 */
const presentLogin = ({ agent, started_at: started, choices }) => ({
  browser: browserOf(agent),
  at: time.moment(started),
  choices,
});

/** What ids are called. @param {Place[]} places @returns {Record<string, string>} */
const namesOf = (places) =>
  Object.fromEntries(
    places
      .flatMap((place) => [place, ...place.departments, ...place.doctors])
      .map(({ id, name }) => [id, name]),
  );

/** One entry a hospital, the platform's first. @param {Grant[]} grants @param {Place[]} places */
function presentGrants(grants, places) {
  const names = namesOf(places);
  /** @param {string} id */
  const named = (id) => names[id] || id;
  /** @param {Grant} grant */
  const words = ({ role, department_ids: departments, doctor_id: doctor }) => {
    const { name } = ROLES[role];
    if (doctor) return `${name}（${named(doctor)}）`;
    return role === 'desk' ? `${name}（${departments.map(named).join('、') || '全部科室'}）` : name;
  };
  const ids = [...new Set(grants.map((one) => one.hospital_id))];
  return ids.map((id) => ({
    id: id || '',
    name: id ? named(id) : '平台',
    roles: grants
      .filter((one) => one.hospital_id === id)
      .map((one) => ({ words: words(one), can: ROLES[one.role].can })),
  }));
}

module.exports = { browserOf, presentGrants, presentLogin };
