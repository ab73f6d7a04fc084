/**
 * What crosses the wire between phone and functions. Written by `python -m tools.contract_types`: do not edit.
 *
 * Money is an integer of fen, instants are RFC 3339 with +08:00, dates are YYYY-MM-DD in Asia/Shanghai.
 */

/** What every call is answered with; `data` of a refusal is its details or null. */
export interface Envelope<T> {
  code: Code;
  message: string;
  data: T | null;
  request_id: string;
  now: string;
}

/**
 * Where a booking stands.
 *
 * 待付款 held, 预约成功 confirmed, 已签到 checked_in, 已就诊 completed, 已取消 cancelled, 已让出 expired,
 * 爽约 no_show.
 */
export type BookingStatus =
  'held' | 'confirmed' | 'checked_in' | 'completed' | 'cancelled' | 'expired' | 'no_show';
/**
 * 居民身份证, 护照, 港澳居民来往内地通行证, 台湾居民来往大陆通行证; 无证件 (`person.infant`).
 */
export type IdType = 'resident_id' | 'passport' | 'hkmo_permit' | 'tw_permit' | 'none';
/**
 * What the patient is to the user.
 */
export type Relation = 'self' | 'child' | 'parent' | 'spouse' | 'other';
/**
 * Sex as the identity document states it.
 */
export type Sex = 'male' | 'female';
/**
 * What somebody is to a hospital, or to the platform (only the operator).
 */
export type Role = 'operator' | 'manager' | 'desk' | 'doctor' | 'auditor';
/**
 * On whose side a move was decided; what a patient reads of it.
 */
export type By = 'patient' | 'hospital' | 'system';
/**
 * What becomes of one transaction's money: written into the booking before anything is done about it.
 */
export type Disposition = 'kept' | 'refund';
/**
 * 候补中 waiting, 待确认 offered, 已约上 taken, 已过期 lapsed, 已退出 left, 已截止 closed.
 */
export type EntryStatus = 'waiting' | 'offered' | 'taken' | 'lapsed' | 'left' | 'closed';
/**
 * The `code` of a reply, exactly as the contract lists them.
 */
export type Code =
  | 'OK'
  | 'BAD_REQUEST'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONSENT_REQUIRED'
  | 'SLOT_FULL'
  | 'SLOT_HELD'
  | 'SLOT_NOT_RELEASED'
  | 'SLOT_CLOSED'
  | 'SLOT_SUSPENDED'
  | 'ALREADY_BOOKED'
  | 'TIME_CONFLICT'
  | 'LIMIT_REACHED'
  | 'PATIENT_BLOCKED'
  | 'PATIENT_NOT_ELIGIBLE'
  | 'PATIENT_NOT_VERIFIED'
  | 'CANCEL_TOO_LATE'
  | 'BAD_STATE'
  | 'ALREADY_WAITING'
  | 'PAYMENT_UNAVAILABLE'
  | 'STALE'
  | 'TOO_MANY_REQUESTS'
  | 'BUSY'
  | 'INTERNAL';
/**
 * What a patient sees; `HELD` means full, but some seats are only held and may come back.
 */
export type Availability = 'free' | 'held' | 'full' | 'not_released' | 'closed' | 'suspended';

export interface Contracts {
  requests: Requests;
  replies: Replies;
  code: Code;
}
/**
 * What each function takes.
 */
export interface Requests {
  account: AcceptConsent | GrantMessages | BindPhone | ExportAccount | EraseAccount;
  admin:
    | ReadRows
    | SaveRow
    | RetireRow
    | ProposeChange
    | ApplyChange
    | AddSeats
    | AskTimetable
    | AskToday
    | CloseSlot
    | OpenSlot
    | AskAudit
    | AskJob;
  book: BookRequest;
  cancel: CancelRequest;
  catalog: ListHospitals | GetHospital | ListDoctors | GetDoctor | Search | Scene;
  login: LoginRequest;
  my_bookings: MyBookingsRequest;
  patients: ListPatients | AddPatient | UpdatePatient | RemovePatient;
  pay: PayRequest;
  query_slots: QuerySlotsRequest;
  staff:
    | AskMe
    | AskPlaces
    | InviteStaff
    | AcceptInvite
    | ListStaff
    | ChangeStaff
    | DisableStaff
    | LookAtLogin
    | ConfirmLogin
    | RefuseLogin
    | ListSessions
    | Logout;
  waitlist: JoinWaitlist | AcceptOffer | LeaveWaitlist | MyWaitlist;
}
/**
 * Agree to a version of the privacy terms.
 */
export interface AcceptConsent {
  action: 'accept_consent';
  version: string;
}
/**
 * What `wx.requestSubscribeMessage` answered, template by template.
 */
export interface GrantMessages {
  action: 'grant_messages';
  results: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[0-9A-Za-z_-]{1,64}$".
     */
    [k: string]: 'accept' | 'reject' | 'ban' | 'filter';
  };
}
/**
 * The one-time code of a `getPhoneNumber` button.
 */
export interface BindPhone {
  action: 'bind_phone';
  phone_code: string;
}
/**
 * A copy of everything we hold about the user; the cursors of the last answer ask for what follows.
 */
export interface ExportAccount {
  action: 'export';
  cursor?: string | null;
  waitlist_cursor?: string | null;
}
/**
 * Forget the user. `confirm` must be true.
 */
export interface EraseAccount {
  action: 'erase';
  confirm: true;
}
/**
 * The rows of one table of a hospital.
 */
export interface ReadRows {
  action: 'read';
  kind:
    | 'hospital'
    | 'department'
    | 'doctor'
    | 'clinic'
    | 'exception'
    | 'rules'
    | 'notice'
    | 'platform_rules';
  hospital_id: string;
}
/**
 * A new row (`rev` None), or another text for the one of that version.
 */
export interface SaveRow {
  action: 'save';
  kind:
    | 'hospital'
    | 'department'
    | 'doctor'
    | 'clinic'
    | 'exception'
    | 'rules'
    | 'notice'
    | 'platform_rules';
  hospital_id: string;
  rev: string | null;
  values: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[a-z_]{1,24}$".
     */
    [k: string]: string;
  };
  reason?: string | null;
}
/**
 * Take a row out; nothing is deleted. A doctor's clinics and exceptions go with them.
 */
export interface RetireRow {
  action: 'retire';
  kind:
    | 'hospital'
    | 'department'
    | 'doctor'
    | 'clinic'
    | 'exception'
    | 'rules'
    | 'notice'
    | 'platform_rules';
  hospital_id: string;
  rev: string;
  reason: string;
}
/**
 * What would a change of the timetable do to days that are laid out? `values` None: the row is taken out.
 */
export interface ProposeChange {
  action: 'propose';
  kind: 'clinic' | 'exception';
  hospital_id: string;
  rev: string | null;
  values: {
    /**
     * This interface was referenced by `undefined`'s JSON-Schema definition
     * via the `patternProperty` "^[a-z_]{1,24}$".
     */
    [k: string]: string;
  } | null;
  reason?: string | null;
}
/**
 * Save what was proposed and lay its days out anew; asked again it says how far that is.
 *
 * `touched` "keep": a half-day that somebody has booked stays as it is.
 */
export interface ApplyChange {
  action: 'apply';
  preview_id: string;
  touched: 'keep';
}
/**
 * 加号: so many seats more on a slot. The same `idempotency_key` is the same tap.
 */
export interface AddSeats {
  action: 'add_seats';
  slot_id: string;
  pool: 'phone' | 'window' | 'referral';
  seats: number;
  reason: string;
  idempotency_key: string;
}
/**
 * What was laid out on at most 14 days.
 */
export interface AskTimetable {
  action: 'timetable';
  hospital_id: string;
  department_id?: string | null;
  date_from: string;
  date_to: string;
}
/**
 * A hospital's today and tomorrow, and what needs somebody.
 */
export interface AskToday {
  action: 'today';
  hospital_id: string;
}
/**
 * Take one slot off sale; who has booked keeps the booking.
 */
export interface CloseSlot {
  action: 'close_slot';
  slot_id: string;
  reason: string;
}
/**
 * Put a slot that was closed by hand on sale again.
 */
export interface OpenSlot {
  action: 'open_slot';
  slot_id: string;
  reason: string;
}
/**
 * Entries of the log, newest first, at most 50; without a hospital those of the platform.
 */
export interface AskAudit {
  action: 'audit';
  hospital_id?: string | null;
  date_from?: string | null;
  date_to?: string | null;
  staff_id?: string | null;
  object_id?: string | null;
  before?: number | null;
}
/**
 * How far a write of a hospital's catalogue is.
 */
export interface AskJob {
  action: 'job';
  job_id: string;
}
/**
 * Take a seat on a slot. The same `idempotency_key` is the same tap, however often it is sent.
 */
export interface BookRequest {
  slot_id: string;
  patient_id: string;
  idempotency_key: string;
  visit_reason?: string;
}
/**
 * Give a booking back.
 */
export interface CancelRequest {
  booking_id: string;
  reason?: string;
}
/**
 * Hospitals, filtered by words in their name or address, district and level.
 */
export interface ListHospitals {
  action: 'hospitals';
  q?: string | null;
  district?: string | null;
  level?: string | null;
}
/**
 * One hospital with its departments and notices.
 */
export interface GetHospital {
  action: 'hospital';
  hospital_id: string;
}
/**
 * Doctors of a hospital or a department, or by words in name and specialties.
 */
export interface ListDoctors {
  action: 'doctors';
  hospital_id?: string | null;
  department_id?: string | null;
  q?: string | null;
}
/**
 * One doctor.
 */
export interface GetDoctor {
  action: 'doctor';
  doctor_id: string;
}
/**
 * Hospitals, departments and doctors at once: by characters, pinyin, initials or complaint; best first.
 */
export interface Search {
  action: 'search';
  q: string;
}
/**
 * What a scanned code points at: `h.<hospital>`, `d.<department>` or `dr.<doctor>`.
 */
export interface Scene {
  action: 'scene';
  scene: string;
}
/**
 * Nothing: WeChat says who calls.
 */
export interface LoginRequest {}
/**
 * One booking, or a page of them. `status` is one status or several.
 */
export interface MyBookingsRequest {
  booking_id?: string | null;
  status?: BookingStatus[] | BookingStatus | null;
  cursor?: string | null;
}
/**
 * All of them; with a slot, also who of them may not have a seat on it.
 */
export interface ListPatients {
  action: 'list';
  slot_id?: string | null;
}
/**
 * A new patient. Sex and birth date are read from a resident ID and asked for with everything else.
 *
 * A child without a document has `id_type` none, no `id_number` and a `guardian_id`.
 */
export interface AddPatient {
  action: 'add';
  name: string;
  id_type: IdType;
  id_number?: string | null;
  phone: string;
  relation: Relation;
  sex?: Sex | null;
  birth_date?: string | null;
  guardian_id?: string | null;
}
/**
 * Changes to a patient; what is absent stays. The identity document itself does not change: remove and add.
 */
export interface UpdatePatient {
  action: 'update';
  patient_id: string;
  name?: string | null;
  phone?: string | null;
  relation?: Relation | null;
  guardian_id?: string | null;
}
/**
 * Forget a patient.
 */
export interface RemovePatient {
  action: 'remove';
  patient_id: string;
}
/**
 * Open the pay sheet of a held booking (again).
 */
export interface PayRequest {
  booking_id: string;
}
/**
 * At most 14 days of one doctor or one department; `date_to` defaults to `date_from`.
 */
export interface QuerySlotsRequest {
  doctor_id?: string | null;
  department_id?: string | null;
  date_from: string;
  date_to?: string | null;
}
/**
 * Who am I.
 */
export interface AskMe {
  action: 'me';
}
/**
 * What the hospitals of the caller's grants are called; an operator's are all of them.
 */
export interface AskPlaces {
  action: 'places';
}
/**
 * A code for somebody new, or for one role more. The same tap gets the same code.
 */
export interface InviteStaff {
  role: Role;
  hospital_id?: string | null;
  /**
   * @maxItems 100
   */
  department_ids?: string[];
  doctor_id?: string | null;
  action: 'invite';
  name: string;
  idempotency_key: string;
}
/**
 * Take an invitation, by the phone of whom it is for.
 */
export interface AcceptInvite {
  action: 'accept';
  code: string;
}
/**
 * Staff of a hospital; without one those of the platform.
 */
export interface ListStaff {
  action: 'list';
  hospital_id?: string | null;
}
/**
 * Other grants for somebody. Grants that the caller may not give stay as they are.
 */
export interface ChangeStaff {
  action: 'change';
  staff_id: string;
  /**
   * @maxItems 50
   */
  grants: GrantAsked[];
  rev: number;
  reason: string;
}
/**
 * A role at a place. A desk without departments is of the whole hospital; a doctor names which doctor.
 */
export interface GrantAsked {
  role: Role;
  hospital_id?: string | null;
  /**
   * @maxItems 100
   */
  department_ids?: string[];
  doctor_id?: string | null;
}
/**
 * No grants and no sessions any more, at once.
 */
export interface DisableStaff {
  action: 'disable';
  staff_id: string;
  reason: string;
}
/**
 * The phone scanned the ticket: what is it for.
 */
export interface LookAtLogin {
  action: 'login_look';
  ticket: string;
}
/**
 * The phone chooses the number that the browser shows.
 */
export interface ConfirmLogin {
  action: 'login_confirm';
  ticket: string;
  match: string;
}
/**
 * The phone says that this login is not its owner's.
 */
export interface RefuseLogin {
  action: 'login_refuse';
  ticket: string;
}
/**
 * The caller's own sessions.
 */
export interface ListSessions {
  action: 'sessions';
}
/**
 * End a session of one's own; without an id the one that asks.
 */
export interface Logout {
  action: 'logout';
  session_id?: string | null;
}
/**
 * Wait for a seat. The same `idempotency_key` is the same tap.
 */
export interface JoinWaitlist {
  action: 'join';
  slot_id: string;
  patient_id: string;
  idempotency_key: string;
}
/**
 * Take a free offer; a paid one is taken by paying its booking.
 */
export interface AcceptOffer {
  action: 'accept';
  entry_id: string;
}
/**
 * Stop waiting, or turn an offer down.
 */
export interface LeaveWaitlist {
  action: 'leave';
  entry_id: string;
}
/**
 * All entries of the user.
 */
export interface MyWaitlist {
  action: 'mine';
}
/**
 * What each function answers.
 */
export interface Replies {
  account: ConsentReply | CreditsReply | PhoneReply | ExportReply | ErasedReply;
  admin:
    | RowsReply
    | SaveReply
    | ProposalReply
    | TimetableReply
    | TodayReply
    | SlotReply
    | AuditReply
    | JobReply;
  book: BookingPaymentReply;
  cancel: BookingReply;
  catalog: CatalogReply;
  login: Session;
  my_bookings: BookingReply | BookingsReply;
  patients: PatientsReply | PatientReply;
  pay: BookingPaymentReply;
  query_slots: SlotsReply;
  staff:
    | MeReply
    | PlacesReply
    | InviteReply
    | StaffReply
    | StaffListReply
    | SessionsReply
    | SignedOut
    | LoginSeen
    | LoginConfirmed
    | LoginRefused;
  waitlist: EntryReply | EntriesReply;
}
/**
 * The consent as it stands.
 */
export interface ConsentReply {
  consent: Consent;
}
/**
 * The version of the privacy terms that is needed, and the one that was accepted.
 */
export interface Consent {
  required: string;
  accepted: string | null;
}
/**
 * How many messages of each kind may still be sent.
 */
export interface CreditsReply {
  credits: {
    [k: string]: number;
  };
}
/**
 * The bound phone.
 */
export interface PhoneReply {
  phone_masked: string;
}
/**
 * Everything about the user, unmasked: it is their own.
 */
export interface ExportReply {
  user: {
    [k: string]: unknown;
  };
  patients: {
    [k: string]: unknown;
  }[];
  /**
   * a page, newest first
   */
  bookings: ExportedBooking[];
  /**
   * where the next page begins; null: that was the last
   */
  cursor: string | null;
  /**
   * a page, newest first
   */
  waitlist: WaitlistEntry[];
  /**
   * as `cursor`, of the queue entries
   */
  waitlist_cursor: string | null;
  /**
   * messages still accepted, by template id
   */
  message_credits: {
    [k: string]: number;
  };
  /**
   * as staff, also of who is so no more; null: never
   */
  staff: {
    [k: string]: unknown;
  } | null;
}
/**
 * A booking with what the user wrote, and every payment.
 */
export interface ExportedBooking {
  slot_id: string;
  hospital: VisitHospital;
  department: VisitDepartment;
  doctor: VisitDoctor;
  patient: BookedPatient;
  date: string;
  period: 'am' | 'pm' | 'night';
  starts_at: string;
  ends_at: string;
  fee_fen: number;
  id: string;
  entry_id: string | null;
  order_no: string;
  pickup_code: string;
  status: BookingStatus;
  number: number;
  created_at: string;
  hold_until: string | null;
  cancellable_until: string;
  cancelled_by: By | null;
  refund: Refund | null;
  check_in_from: string;
  check_in_to: string;
  visit_reason: string;
  cancel_reason: string;
  payments: ExportedPayment[];
}
/**
 * Where to go.
 */
export interface VisitHospital {
  id: string;
  name: string;
  address: string;
}
/**
 * Which department, and where in the house.
 */
export interface VisitDepartment {
  id: string;
  name: string;
  location: string;
}
/**
 * Whom to see.
 */
export interface VisitDoctor {
  id: string;
  name: string;
  title: string;
}
/**
 * For whom.
 */
export interface BookedPatient {
  id: string;
  name_masked: string;
}
/**
 * Money on its way back. `failed` means the hospital's staff work on it.
 */
export interface Refund {
  status: 'processing' | 'success' | 'failed';
  amount_fen: number;
}
/**
 * One transaction that reached a booking, and what became of it.
 */
export interface ExportedPayment {
  transaction_id: string;
  amount_fen: number;
  disposition: Disposition;
}
/**
 * One entry. `position` counts from 1 while it waits; `booking_id` is the offer, once there is one.
 */
export interface WaitlistEntry {
  slot_id: string;
  hospital: VisitHospital;
  department: VisitDepartment;
  doctor: VisitDoctor;
  patient: BookedPatient;
  date: string;
  period: 'am' | 'pm' | 'night';
  starts_at: string;
  ends_at: string;
  fee_fen: number;
  id: string;
  status: EntryStatus;
  position: number | null;
  offer_until: string | null;
  booking_id: string | null;
  joined_at: string;
  closes_at: string;
}
/**
 * What was forgotten; bookings are kept without names, as medical and tax law ask.
 */
export interface ErasedReply {
  patients: number;
  bookings: number;
}
/**
 * The rows of a table in the order of the workbook, and its columns.
 */
export interface RowsReply {
  columns: Column[];
  rows: Row[];
}
/**
 * A field of a table: its Chinese name, whether it must be filled in, what may be chosen.
 */
export interface Column {
  name: string;
  title: string;
  required: boolean;
  choices: string[];
}
/**
 * A row and its version; empty fields are left out. `rev` None: a rule that nobody set, with its default.
 */
export interface Row {
  rev: string | null;
  values: {
    [k: string]: string;
  };
}
/**
 * What was saved. `row` None: it was taken out, or another row says it already. `job` None: nothing was to be done.
 *
 * While the job runs it is being written.
 */
export interface SaveReply {
  row: Row | null;
  job: JobReply | null;
}
/**
 * How far a write is: `done` of `parts`. `kept` half-days were not laid out anew.
 */
export interface JobReply {
  id: string;
  hospital_id: string;
  state: 'running' | 'done' | 'refused';
  done: number;
  parts: number;
  counts: ChangeCounts;
  kept: KeptSession[];
  refused: string;
  created_at: string;
  finished_at: string | null;
}
/**
 * How many documents become new, change, are retired, stay the same.
 */
export interface ChangeCounts {
  new: number;
  changed: number;
  retired: number;
  same: number;
}
/**
 * A half-day that was left as it is: somebody has booked or waits, staff changed it, or it has begun.
 */
export interface KeptSession {
  date: string;
  doctor_id: string;
  period: string;
}
/**
 * What a change would do; `left_out` half-days more than are shown. `preview_id` None: nothing is to be done.
 */
export interface ProposalReply {
  preview_id: string | null;
  days: DayChange[];
  left_out: number;
}
/**
 * The half-days of one day that change, or would.
 */
export interface DayChange {
  date: string;
  sessions: SessionChange[];
}
/**
 * What becomes of a half-day; None is no clinic.
 *
 * `touched`: it is left as it is, because somebody has booked (`sold`) or waits, staff changed it `by_hand`, or it has
 * begun. `becomes` is what it would be; where that is not on sale, no more is sold.
 */
export interface SessionChange {
  doctor_id: string;
  doctor_name: string;
  period: 'am' | 'pm' | 'night';
  was: Plan | null;
  becomes: Plan | null;
  outcome: 'added' | 'closed' | 'replanned' | 'touched';
  sold: number;
  waiting: number;
  by_hand: boolean;
}
/**
 * A half-day as it is, or as it would be: from when to when, how many seats of all pools, whether it is sold.
 */
export interface Plan {
  start: string;
  end: string;
  slot_minutes: number[];
  seats: number;
  on_sale: boolean;
}
/**
 * Days in their order.
 */
export interface TimetableReply {
  days: Day[];
}
/**
 * The sessions of one day, by doctor.
 */
export interface Day {
  date: string;
  sessions: SessionDay[];
}
/**
 * A doctor's half-day as it is laid out. `seats` of all pools, `sold` of them are taken.
 */
export interface SessionDay {
  doctor_id: string;
  doctor_name: string;
  department_id: string;
  period: 'am' | 'pm' | 'night';
  starts_at: string;
  ends_at: string;
  seats: number;
  sold: number;
  slots: SlotDay[];
}
/**
 * One slot of a session. `by_hand`: it was closed on a page, so a page may open it. `added`: how many of the seats
 * staff added, `left` free ones of each pool.
 */
export interface SlotDay {
  id: string;
  starts_at: string;
  ends_at: string;
  state: 'open' | 'closed' | 'suspended';
  by_hand: boolean;
  seats: number;
  sold: number;
  added: number;
  left: {
    [k: string]: number;
  };
}
/**
 * Today and tomorrow; `needs` for who looks after the whole hospital, most urgent first, without anybody's data.
 */
export interface TodayReply {
  days: TodayDay[];
  needs: Need[];
}
/**
 * The sessions of one day that who asks may see, by their beginning.
 */
export interface TodayDay {
  date: string;
  sessions: SessionToday[];
}
/**
 * A doctor's half-day at a glance: of all `seats` those `sold`, those still bookable (`left`), who waits for one.
 *
 * `stopped` of its `slots` are off sale.
 */
export interface SessionToday {
  doctor_id: string;
  doctor_name: string;
  department_id: string;
  department_name: string;
  period: 'am' | 'pm' | 'night';
  starts_at: string;
  ends_at: string;
  seats: number;
  sold: number;
  left: number;
  waiting: number;
  slots: number;
  stopped: number;
}
/**
 * Something that needs somebody. `count`: how many, counted up to 100; `date`: until when there is something;
 * `words`: why an import was refused.
 */
export interface Need {
  kind: 'merchant' | 'laid_out' | 'timetable' | 'import' | 'untold' | 'refund';
  count: number | null;
  date: string | null;
  words: string;
}
/**
 * The slot as it is now.
 */
export interface SlotReply {
  slot: SlotDay;
}
/**
 * Entries, newest first; `before` asks for the next ones, None at the end.
 */
export interface AuditReply {
  entries: AuditEntry[];
  before: number | null;
}
/**
 * One entry of the log. `name` of who did it, empty where they are not known any more.
 */
export interface AuditEntry {
  seq: number;
  at: string;
  staff_id: string;
  name: string;
  role: string;
  door: string;
  verb: string;
  kind: string;
  object_id: string;
  changed: Change[];
  reason: string;
  outcome: ('refused' | 'not_done') | null;
}
/**
 * One field before and after.
 */
export interface Change {
  field: string;
  before: unknown;
  after: unknown;
}
/**
 * A booking and, while it waits for money, what opens the pay sheet; None: nothing to pay, or ask `pay` later.
 */
export interface BookingPaymentReply {
  booking: Booking;
  payment: Payment | null;
}
/**
 * One booking. `entry_id`: the entry of a queue that it was offered to; `order_no`: its number at WeChat Pay.
 */
export interface Booking {
  slot_id: string;
  hospital: VisitHospital;
  department: VisitDepartment;
  doctor: VisitDoctor;
  patient: BookedPatient;
  date: string;
  period: 'am' | 'pm' | 'night';
  starts_at: string;
  ends_at: string;
  fee_fen: number;
  id: string;
  entry_id: string | null;
  order_no: string;
  pickup_code: string;
  status: BookingStatus;
  number: number;
  created_at: string;
  hold_until: string | null;
  cancellable_until: string;
  cancelled_by: By | null;
  refund: Refund | null;
  check_in_from: string;
  check_in_to: string;
}
/**
 * What the phone hands to `wx.requestPayment`, names as WeChat spells them.
 */
export interface Payment {
  timeStamp: string;
  nonceStr: string;
  package: string;
  signType: 'RSA';
  paySign: string;
}
/**
 * A booking.
 */
export interface BookingReply {
  booking: Booking;
}
/**
 * What was asked for; the parts that were not are absent from the reply.
 *
 * `corrected_to`: names that the words of a search were taken for, since nothing has the words themselves.
 */
export interface CatalogReply {
  hospitals?: Hospital[];
  hospital?: Hospital;
  departments?: Department[];
  notices?: Notice[];
  department?: Department;
  doctors?: Doctor[];
  doctor?: Doctor;
  corrected_to?: string[];
}
/**
 * A hospital.
 */
export interface Hospital {
  id: string;
  name: string;
  level: string;
  district: string;
  address: string;
  latitude: number | null;
  longitude: number | null;
  phone: string;
  introduction: string;
  rules: HospitalRules;
}
/**
 * The rules that hold at a hospital, its own and the platform's, in the numbers a page turns into words.
 */
export interface HospitalRules {
  window_days: number;
  release_time: string;
  release_days_before: number;
  close_minutes_before: number;
  cancel_days_before: number;
  cancel_time: string;
  per_department_day: number;
  infants_without_document: boolean;
  paid_cancellations: number;
  cancellation_days: number;
  cancellation_block_days: number;
  verified_only: boolean;
  hold_minutes: number;
  unpaid_holds_per_day: number;
  offer_minutes: number;
  offers_from: string;
  offers_to: string;
}
/**
 * A department; `parent_id` None is the first level. One with children has no doctors: it stands for them.
 */
export interface Department {
  id: string;
  hospital_id: string;
  parent_id: string | null;
  name: string;
  location: string;
  introduction: string;
  sex: Sex | null;
  age_from: number | null;
  age_to: number | null;
  has_children: boolean;
}
/**
 * What a hospital tells its patients today, as plain text; an `important` one is read before booking.
 */
export interface Notice {
  heading: string;
  text: string;
  from_date: string;
  important: boolean;
}
/**
 * A doctor. `department_id` is the main department; `department_name` names every one they work in.
 *
 * `photo` is an address where everybody may read it.
 */
export interface Doctor {
  id: string;
  hospital_id: string;
  hospital_name: string;
  department_id: string;
  department_name: string;
  name: string;
  title: string;
  specialties: string;
  introduction: string;
  fee_fen: number;
  photo: string | null;
}
/**
 * The user at the start of a session.
 */
export interface Session {
  user: User;
  patients: Patient[];
  consent: Consent;
  /**
   * template id by kind of message
   */
  message_templates: {
    [k: string]: string;
  };
}
/**
 * The user.
 */
export interface User {
  id: string;
  phone_masked: string | null;
}
/**
 * A patient as shown. `guardian_id` is set for a child; `age` is null where the birth date does not open.
 *
 * `id_masked` reads 无证件 where there is no document.
 */
export interface Patient {
  id: string;
  name_masked: string;
  id_type: IdType;
  id_masked: string;
  phone_masked: string;
  relation: Relation;
  sex: Sex;
  age: number | null;
  verified: boolean;
  guardian_id: string | null;
}
/**
 * A page of bookings, newest first; `cursor` goes into the next request, None at the end.
 */
export interface BookingsReply {
  bookings: Booking[];
  cursor: string | null;
}
/**
 * All patients of the user. `excluded` holds for the slot that was asked about, and is empty without one.
 */
export interface PatientsReply {
  patients: Patient[];
  excluded: ExcludedPatient[];
}
/**
 * A patient who may not have a seat on the slot asked about, and why.
 *
 * `booking_id`: the user's own booking that is in the way.
 */
export interface ExcludedPatient {
  patient_id: string;
  code: Code;
  message: string;
  booking_id: string | null;
}
/**
 * One patient.
 */
export interface PatientReply {
  patient: Patient;
}
/**
 * Slots in the order of their start.
 */
export interface SlotsReply {
  slots: Slot[];
}
/**
 * One bookable period.
 */
export interface Slot {
  id: string;
  hospital_id: string;
  department_id: string;
  doctor_id: string;
  doctor_name: string;
  title: string;
  visit_kind: string;
  date: string;
  period: 'am' | 'pm' | 'night';
  starts_at: string;
  ends_at: string;
  fee_fen: number;
  capacity: number;
  left: number;
  availability: Availability;
  release_at: string;
  waitlist_open: boolean;
}
/**
 * The caller; null for a phone whose user is nobody's staff.
 */
export interface MeReply {
  staff: Staff | null;
}
/**
 * Somebody of the staff, to themselves and to who may list them. `name` is empty where it does not open.
 */
export interface Staff {
  id: string;
  name: string;
  grants: Grant[];
  rev: number;
}
/**
 * A role at a place; `hospital_id` is null for an operator.
 */
export interface Grant {
  role: Role;
  hospital_id: string | null;
  department_ids: string[];
  doctor_id: string | null;
}
/**
 * The hospitals of the caller, by name.
 */
export interface PlacesReply {
  hospitals: Place[];
}
/**
 * A hospital; its departments and doctors only for who works there.
 */
export interface Place {
  id: string;
  name: string;
  departments: PlaceDepartment[];
  doctors: PlaceDoctor[];
}
/**
 * A department of a hospital that the caller works in; `parent_id` is null on the first level.
 */
export interface PlaceDepartment {
  id: string;
  name: string;
  parent_id: string | null;
}
/**
 * A doctor of a hospital that the caller works in.
 */
export interface PlaceDoctor {
  id: string;
  name: string;
  title: string;
  department_id: string;
}
/**
 * A code to hand over: ten letters and digits, good once and until then.
 */
export interface InviteReply {
  code: string;
  expires_at: string;
}
/**
 * One of the staff.
 */
export interface StaffReply {
  staff: Staff;
}
/**
 * Staff with a role there; of each the grants that the caller may know of. `more`: not all are listed.
 */
export interface StaffListReply {
  staff: Staff[];
  more: boolean;
}
/**
 * The caller's sessions, newest first.
 */
export interface SessionsReply {
  sessions: DesktopSession[];
}
/**
 * A browser that is signed in; `here` marks the one that asks.
 */
export interface DesktopSession {
  id: string;
  agent: string;
  created_at: string;
  seen_at: string;
  here: boolean;
}
/**
 * What is left after one was ended; `here` when it was the one that asks.
 */
export interface SignedOut {
  sessions: DesktopSession[];
  here: boolean;
}
/**
 * What the phone shows: the browser, when it began, and three numbers of which one is right.
 */
export interface LoginSeen {
  agent: string;
  started_at: string;
  choices: string[];
}
/**
 * The browser may go on.
 */
export interface LoginConfirmed {
  confirmed: boolean;
}
/**
 * Nobody signs in by this ticket any more.
 */
export interface LoginRefused {
  refused: boolean;
}
/**
 * One entry.
 */
export interface EntryReply {
  entry: WaitlistEntry;
}
/**
 * Entries of the user: those still open, then those that ended; newest first, fifty at most.
 */
export interface EntriesReply {
  entries: WaitlistEntry[];
}
