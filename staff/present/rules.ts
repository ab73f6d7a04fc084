/** A hospital's rules and the platform's: what each is called, and what it means to a patient. */

interface Rule {
  title: string;
  /** One sentence of a value as it stands in the table: a number, a time of day, 是 or 否. */
  says(value: string): string;
  /** It is 是 or 否, nothing else. */
  isChoice?: true;
}

const YES = '是';
const choice = (title: string, then: string, otherwise: string): Rule => ({
  title,
  says: (value) => (value === YES ? then : otherwise),
  isChoice: true,
});

/** By the service's name of a rule, in the order in which a booking meets them. */
const RULES: Readonly<Record<string, Rule>> = {
  window_days: {
    title: '可以预约几天',
    says: (days) => (days === '0' ? '只能预约今天的号' : `可以预约今天和以后 ${days} 天的号`),
  },
  release_days_before: {
    title: '提前几天放号',
    says: (days) => (days === '0' ? '就诊当天放号' : `就诊日前 ${days} 天放号`),
  },
  release_time: { title: '几点放号', says: (time) => `放号那天 ${time} 开始可以预约` },
  close_minutes_before: {
    title: '提前多少分钟停止预约',
    says: (minutes) =>
      minutes === '0' ? '到就诊开始前都可以预约' : `就诊开始前 ${minutes} 分钟停止预约`,
  },
  per_department_day: {
    title: '同一天同一科室几个预约',
    says: (count) => `一位就诊人同一天在同一科室最多有 ${count} 个预约`,
  },
  cancel_days_before: {
    title: '提前几天截止退号',
    says: (days) => (days === '0' ? '就诊当天截止退号' : `就诊日前 ${days} 天截止退号`),
  },
  cancel_time: { title: '几点截止退号', says: (time) => `截止那天 ${time} 前可以退号，费用全退` },
  paid_cancellations: {
    title: '退号几次暂停预约',
    says: (count) => `退号 ${count} 次，就暂停网上预约一段时间`,
  },
  cancellation_days: {
    title: '退号次数按多少天算',
    says: (days) => `退号次数按最近 ${days} 天算`,
  },
  cancellation_block_days: {
    title: '退号太多暂停几天',
    says: (days) => (days === '0' ? '退号再多也不暂停预约' : `退号太多，暂停网上预约 ${days} 天`),
  },
  verified_only: choice(
    '只接受居民身份证',
    '网上预约只接受居民身份证',
    '网上预约也接受护照等其他证件',
  ),
  infants_without_document: choice(
    '婴儿没有证件也能预约',
    '不满 1 周岁、还没有证件的孩子，可以由监护人用自己的证件预约',
    '还没有证件的孩子不能在网上预约',
  ),
  added_per_slot: {
    title: '每段最多加号数',
    says: (count) => (count === '0' ? '医生和窗口不能加号' : `医生和窗口每段最多加 ${count} 个号`),
  },
  waitlist: choice('开放候补', '约满后可以候补，有号让出时按先后轮到', '约满后不能候补'),
  fee_name: { title: '费用叫什么', says: (name) => `患者付款时在微信里看到“${name}”` },
};

/** Those of the platform, in the same order. */
const OF_PLATFORM: Readonly<Record<string, Rule>> = {
  consent_version: {
    title: '隐私保护指引的版本',
    says: (version) => `改了以后，每位用户都要重新同意《用户隐私保护指引》（${version} 版）`,
  },
  patients_per_user: {
    title: '一个微信号几位就诊人',
    says: (count) => `最多添加 ${count} 位就诊人`,
  },
  patient_changes_per_month: {
    title: '每月改几次就诊人',
    says: (count) => `30 天内最多添加或修改就诊人 ${count} 次`,
  },
  active_per_person: {
    title: '一位就诊人几个预约',
    says: (count) => `一位就诊人最多同时有 ${count} 个没结束的预约`,
  },
  per_day_per_person: {
    title: '一位就诊人一天几个预约',
    says: (count) => `一位就诊人同一天最多有 ${count} 个预约`,
  },
  hold_minutes: { title: '留号付款几分钟', says: (count) => `约到号后 ${count} 分钟内付款` },
  payment_grace_minutes: {
    title: '付款宽限几分钟',
    says: (count) => `付款时间过了，正在付的再等 ${count} 分钟，然后让出号`,
  },
  unpaid_holds_per_day: {
    title: '一天几次约了没付款',
    says: (count) => `一天里有 ${count} 次约了没付款，当天就不能再预约`,
  },
  waitlist_per_person: {
    title: '一位就诊人几个候补',
    says: (count) => `最多同时候补 ${count} 个号`,
  },
  waitlist_per_slot: { title: '一个时间几人候补', says: (count) => `一个时间最多 ${count} 人候补` },
  offer_minutes: { title: '候补到号留几分钟', says: (count) => `候补到号后，号留 ${count} 分钟` },
  offers_from: { title: '候补到号几点开始', says: (time) => `每天 ${time} 起才发候补到号` },
  offers_to: { title: '候补到号几点停', says: (time) => `每天 ${time} 以后让出的号，第二天再发` },
  waitlist_closes: { title: '候补几点截止', says: (time) => `就诊前一天 ${time} 截止候补` },
  calls_per_minute: {
    title: '一分钟几次请求',
    says: (count) => `一个微信号一分钟最多请求 ${count} 次`,
  },
  books_per_minute: {
    title: '一分钟几次预约',
    says: (count) => `一个微信号一分钟最多点 ${count} 次预约`,
  },
};

/** Every rule's name, as they are listed. */
export const ORDER: readonly string[] = [...Object.keys(RULES), ...Object.keys(OF_PLATFORM)];

const UNKNOWN: Rule = { title: '', says: () => '' };
export const ruleOf = (name = ''): Rule => RULES[name] ?? OF_PLATFORM[name] ?? UNKNOWN;

export const CHOICES = [YES, '否'].map((value) => ({ value, label: value }));
