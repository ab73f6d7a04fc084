/** The columns of the tables that pages read and write, as the service tells them. */
export const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
export const CHOICES = {
  weekday: WEEKDAYS,
  period: ['上午', '下午', '夜间'],
  visit_kind: ['普通', '专家', '特需'],
  kind: ['停诊', '加诊'],
  sex: ['女', '男'],
  paediatric: ['是', '否'],
  important: ['是', '否'],
  title: ['主任医师', '副主任医师', '主治医师', '住院医师'],
};

/** Each as field=title, a must with a !. */
const SESSION =
  'visit_kind=号别 start=开始时间 end=结束时间 slot_minutes=每段分钟数 seats_per_slot=每段号数';
const SEATS = 'window_seats=窗口号数 referral_seats=转诊号数 fee_fen=挂号费（元）';
const COLUMNS = {
  hospital:
    'hospital_id!=医院编号 name!=医院名称 level!=等级 district!=区县 address!=地址 latitude=纬度 longitude=经度 phone=电话 merchant_id=商户编号 introduction=简介',
  department:
    'department_id!=科室编号 hospital_id!=医院编号 parent_id=上级科室编号 name!=科室名称 location=就诊地点 sex=限性别 age_from=最小年龄 age_to=最大年龄 paediatric=儿科 introduction=简介',
  doctor:
    'doctor_id!=医生编号 hospital_id!=医院编号 department_id!=科室编号 name!=姓名 title!=职称 specialties=擅长 introduction=简介 fee_fen!=挂号费（元）',
  clinic: `doctor_id!=医生编号 department_id=科室编号 weekday!=星期 period!=时段 ${SESSION.replaceAll('=', '!=')} ${SEATS} from_date=开始日期 until_date=结束日期`,
  exception: `doctor_id=医生编号 hospital_id=医院编号 date!=日期 period=时段 kind!=类型 reason=原因 department_id=科室编号 ${SESSION} ${SEATS}`,
  notice: 'heading!=标题 text!=内容 from_date!=开始日期 until_date!=结束日期 important=重要',
  platform_rules: 'rule!=规则 value!=取值 note=说明',
  rules: 'hospital_id!=医院编号 rule!=规则 value!=取值 note=说明',
};

export const columnsOf = (kind) =>
  COLUMNS[kind].split(' ').map((each) => {
    const [field, title] = each.split('=');
    const name = field.replace('!', '');
    return { name, title, required: field.endsWith('!'), choices: CHOICES[name] ?? [] };
  });
