/** Every page in every state worth looking at, with a fake backend behind it. */

const DOWN = { '*': 'INTERNAL|系统出错了。请先到“我的预约”看约上没有，再重试' };
const SLOT = 'slot=dr0-2-am-0&doctor=dr0&date=2026-11-25';
const FULL = 'slot=dr0-4-am-3&doctor=dr0&date=2026-11-27';

const EXCLUDED = [
  {
    patient_id: 'p0',
    code: 'ALREADY_BOOKED',
    message: '同一天同一科室只能预约一次',
    booking_id: 'confirmed',
  },
  {
    patient_id: 'p2',
    code: 'PATIENT_NOT_ELIGIBLE',
    message: '心血管内科只接诊 14 岁及以上的患者',
    booking_id: null,
  },
];

/** name: page, then what is special about it; `act` happens before the picture is taken. */
export const SCENES = {
  home: { page: 'pages/home/home' },
  'home-many': { page: 'pages/home/home', amount: 'many' },
  'home-long': { page: 'pages/home/home', amount: 'long' },
  'home-empty': { page: 'pages/home/home', amount: 'empty' },
  'home-new': { page: 'pages/home/home', consent: false },
  'home-error': { page: 'pages/home/home', answers: DOWN },
  'home-offline': { page: 'pages/home/home', offline: true },
  'home-loading': { page: 'pages/home/home', hang: true },
  search: { page: 'pages/search/search' },
  'search-found': { page: 'pages/search/search', act: find('心') },
  'search-long': { page: 'pages/search/search', amount: 'long', act: find('心') },
  'search-group': { page: 'pages/hospital/hospital?id=h0&group=wk' },
  'search-empty': { page: 'pages/search/search', amount: 'empty', act: find('心') },
  hospital: { page: 'pages/hospital/hospital?id=h0' },
  'hospital-rules': { page: 'pages/hospital/hospital?id=h0', act: tap('预约须知') },
  'hospital-story': { page: 'pages/hospital/hospital?id=h0', act: tap('医院介绍') },
  'hospital-long': { page: 'pages/hospital/hospital?id=h0', amount: 'long' },
  department: { page: 'pages/department/department?id=xnk&hospital=h0' },
  'department-all': {
    page: 'pages/department/department?id=xnk&hospital=h0',
    act: tap('全部医生'),
  },
  'department-many': { page: 'pages/department/department?id=xnk&hospital=h0', amount: 'many' },
  'department-long': { page: 'pages/department/department?id=xnk&hospital=h0', amount: 'long' },
  'department-none': { page: 'pages/department/department?id=xnk&hospital=h0', act: tap('周六') },
  doctor: { page: 'pages/doctor/doctor?id=dr0' },
  'doctor-intro': { page: 'pages/doctor/doctor?id=dr0', act: tap('医生简介') },
  'doctor-full': { page: 'pages/doctor/doctor?id=dr0&date=2026-11-27' },
  'doctor-suspended': { page: 'pages/doctor/doctor?id=dr0&date=2026-11-26' },
  'doctor-release': { page: 'pages/doctor/doctor?id=dr0&date=2026-11-30' },
  'doctor-past': { page: 'pages/doctor/doctor?id=dr0&date=2026-11-23' },
  'doctor-none': { page: 'pages/doctor/doctor?id=dr0&date=2026-11-28' },
  'doctor-night': { page: 'pages/doctor/doctor?id=dr0&date=2026-11-29' },
  'doctor-long': { page: 'pages/doctor/doctor?id=dr0', amount: 'long' },
  confirm: { page: `pages/confirm/confirm?${SLOT}` },
  'confirm-long': { page: `pages/confirm/confirm?${SLOT}`, amount: 'long' },
  'confirm-strict': { page: 'pages/confirm/confirm?slot=dr0-0-pm-0&doctor=dr0&date=2026-11-23' },
  'confirm-soldout': {
    page: `pages/confirm/confirm?${SLOT}`,
    answers: { book: 'SLOT_FULL|这个时间的号已经约满，请换一个时间' },
    act: book,
  },
  'confirm-busy': {
    page: `pages/confirm/confirm?${SLOT}`,
    answers: { book: 'BUSY|没有收到结果，请再点一次：不会约两次、扣两次钱' },
    act: book,
  },
  'confirm-refused': {
    page: `pages/confirm/confirm?${SLOT}`,
    answers: { book: 'ALREADY_BOOKED|当天已约这个科室，换时间请先取消原来的' },
    act: book,
  },
  'confirm-consent': { page: `pages/confirm/confirm?${SLOT}`, consent: false },
  'confirm-excluded': { page: `pages/confirm/confirm?${SLOT}`, amount: 'many', excluded: EXCLUDED },
  'booking-held': { page: 'pages/booking/booking?id=held' },
  'booking-paid': { page: 'pages/booking/booking?id=held', paid: ['held'] },
  'booking-paid-offline': { page: 'pages/booking/booking?id=held', paid: ['held'], offline: true },
  'booking-offer': { page: 'pages/booking/booking?id=offer' },
  'booking-late': { page: 'pages/booking/booking?id=late' },
  'booking-give-up': { page: 'pages/booking/booking?id=held', act: tap('放弃这个号') },
  'booking-confirmed': { page: 'pages/booking/booking?id=confirmed' },
  'booking-today': { page: 'pages/booking/booking?id=today' },
  'booking-cancelled': { page: 'pages/booking/booking?id=cancelled' },
  'booking-refunded': { page: 'pages/booking/booking?id=refunded' },
  'booking-stuck': { page: 'pages/booking/booking?id=stuck' },
  'booking-expired': { page: 'pages/booking/booking?id=expired' },
  'booking-completed': { page: 'pages/booking/booking?id=completed' },
  'booking-no-show': { page: 'pages/booking/booking?id=no_show' },
  'booking-long': { page: 'pages/booking/booking?id=confirmed', amount: 'long' },
  'booking-cancel': { page: 'pages/booking/booking?id=confirmed', act: tap('取消预约') },
  bookings: { page: 'pages/bookings/bookings' },
  'bookings-paid': { page: 'pages/bookings/bookings', paid: ['held'] },
  'bookings-many': { page: 'pages/bookings/bookings', amount: 'many' },
  'bookings-long': { page: 'pages/bookings/bookings', amount: 'long' },
  'bookings-empty': { page: 'pages/bookings/bookings', amount: 'empty' },
  'bookings-consent': { page: 'pages/bookings/bookings', consent: false },
  mine: { page: 'pages/mine/mine' },
  'mine-new': { page: 'pages/mine/mine', amount: 'empty' },
  patients: { page: 'pages/patients/patients' },
  'patients-many': { page: 'pages/patients/patients', amount: 'many' },
  'patients-long': { page: 'pages/patients/patients', amount: 'long' },
  'patients-empty': { page: 'pages/patients/patients', amount: 'empty' },
  patient: { page: 'pages/patient/patient' },
  'patient-wrong': {
    page: 'pages/patient/patient',
    act: fill({ 姓名: '李秀兰', 证件号码: '990001195304020001', 手机号: '1380000' }, '保存'),
  },
  'patient-child': {
    page: 'pages/patient/patient',
    act: fill({ 姓名: '王小宝', 证件号码: '990001202005050017' }),
  },
  'patient-guardian': {
    page: 'pages/patient/patient',
    amount: 'empty',
    act: fill({
      姓名: '王小宝',
      证件号码: '990001202005050017',
      监护人证件号码: '990001195304020001',
    }),
  },
  'patient-passport': { page: 'pages/patient/patient', act: passport },
  'patient-edit': { page: 'pages/patient/patient?id=p0' },
  privacy: { page: 'packages/account/privacy/privacy' },
  messages: { page: 'packages/account/messages/messages' },
  help: { page: 'packages/account/help/help', act: tap('付款时退出来了怎么办') },
  waitlist: { page: 'packages/waitlist/mine/mine' },
  'waitlist-paid': { page: 'packages/waitlist/mine/mine', paid: ['held'] },
  'waitlist-empty': { page: 'packages/waitlist/mine/mine', amount: 'empty' },
  staff: { page: 'packages/staff/home/home' },
  'staff-long': { page: 'packages/staff/home/home', amount: 'long' },
  'staff-new': { page: 'packages/staff/home/home', amount: 'empty' },
  'staff-wrong': { page: 'packages/staff/home/home', amount: 'empty', act: tap('使用邀请码') },
  'staff-today': { page: 'packages/staff/today/today?id=h0' },
  'staff-today-long': { page: 'packages/staff/today/today?id=h0', amount: 'long' },
  'staff-today-none': { page: 'packages/staff/today/today?id=h0', act: tap('11月24日 周二') },
  'staff-today-down': {
    page: 'packages/staff/today/today?id=h0',
    answers: { 'admin.today': 'FORBIDDEN|您的角色不能做这件事，请找医院管理员' },
  },
  'staff-login': { page: 'packages/staff/login/login?ticket=x' },
  'staff-login-done': { page: 'packages/staff/login/login?ticket=x', act: choose('47') },
  'staff-login-wrong': {
    page: 'packages/staff/login/login?ticket=x',
    answers: {
      'staff.login_confirm': 'BAD_STATE|数字不对，这次登录已取消。请在电脑上刷新，重新扫码',
    },
    act: choose('82'),
  },
  'staff-login-refused': {
    page: 'packages/staff/login/login?ticket=x',
    act: choose('不是我，拒绝登录'),
  },
  'staff-login-in-already': {
    page: 'packages/staff/login/login?ticket=x',
    answers: {
      'staff.login_refuse':
        'BAD_STATE|那台电脑已经登录，请马上退出：在那台电脑上点“退出登录”，或换台电脑登录，在“登录的电脑”里退出',
    },
    act: choose('不是我，拒绝登录'),
  },
  'staff-login-over': {
    page: 'packages/staff/login/login?ticket=x',
    answers: { 'staff.login_look': 'NOT_FOUND|登录码已失效。请在电脑上刷新，重新扫码' },
  },
  'waitlist-join': { page: `packages/waitlist/join/join?${FULL}` },
};

function tap(text) {
  return (page) => page.getByText(text).first().click();
}

function choose(words) {
  return async (page) => {
    await tap(words)(page);
    await page.getByText('完成').waitFor();
  };
}

async function book(page) {
  await tap('确认预约，付款 ¥50')(page);
  await page.getByRole('dialog').getByText('允许', { exact: true }).click();
  await page.getByRole('alert').waitFor();
}

function find(words) {
  return async (page) => {
    await page.locator('input').fill(words);
    await page.getByText('搜索', { exact: true }).last().click();
    await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  };
}

function fill(fields, then) {
  return async (page) => {
    for (const [name, value] of Object.entries(fields)) {
      const field = page.getByLabel(name, { exact: true });
      await field.fill(value);
      await field.blur();
    }
    if (then) await page.getByText(then, { exact: true }).click();
  };
}

async function passport(page) {
  await page.getByText('居民身份证').click();
  await page.getByText('护照').click();
  await page.getByText('确定').click();
}
