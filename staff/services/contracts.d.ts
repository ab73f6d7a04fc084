/**
 * What crosses the wire between browser and functions. Written by `python -m tools.contract_types`: do not edit.
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
 * What somebody is to a hospital, or to the platform (only the operator).
 */
export type Role = 'operator' | 'manager' | 'desk' | 'doctor' | 'auditor';
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

export interface Contracts {
  requests: Requests;
  replies: Replies;
  code: Code;
}
/**
 * What each function takes.
 */
export interface Requests {
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
  pictures: LookPhoto | PutPhoto | RemovePhoto | AskCode;
  sheets: ImportCheck | ImportApply | Export;
  staff:
    | AskMe
    | AskPlaces
    | InviteStaff
    | ListStaff
    | ChangeStaff
    | DisableStaff
    | StartLogin
    | FinishLogin
    | ListSessions
    | Logout;
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
 * The photo of a doctor, as patients see it.
 */
export interface LookPhoto {
  action: 'photo';
  doctor_id: string;
}
/**
 * Show a photo of a doctor to patients, in place of the one before: a JPEG, PNG or WebP of at most 2 MB.
 */
export interface PutPhoto {
  action: 'put_photo';
  doctor_id: string;
  file: string;
}
/**
 * Show no photo of a doctor any more.
 */
export interface RemovePhoto {
  action: 'remove_photo';
  doctor_id: string;
  reason?: string | null;
}
/**
 * The mini-program code that leads to a hospital, or to a department or doctor of it.
 */
export interface AskCode {
  action: 'code';
  hospital_id: string;
  kind: 'hospital' | 'department' | 'doctor';
  id: string;
}
/**
 * What would importing a file do. It must be a hospital's whole catalogue.
 */
export interface ImportCheck {
  action: 'import_check';
  hospital_id: string;
  filename: string;
  file: string;
}
/**
 * Import what was checked; asked again it says how far that is.
 */
export interface ImportApply {
  action: 'import_apply';
  preview_id: string;
}
/**
 * A hospital's catalogue as a workbook, or the empty one to fill in.
 */
export interface Export {
  action: 'export';
  hospital_id: string;
  what: 'catalogue' | 'template';
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
 * A browser begins: it keeps the verifier and sends its SHA-256 in hexadecimal.
 */
export interface StartLogin {
  action: 'login_start';
  verifier_hash: string;
}
/**
 * The browser asks for its session; the verifier proves that it is the one that began.
 */
export interface FinishLogin {
  action: 'login_finish';
  ticket: string;
  verifier: string;
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
 * What each function answers.
 */
export interface Replies {
  admin:
    | RowsReply
    | SaveReply
    | ProposalReply
    | TimetableReply
    | TodayReply
    | SlotReply
    | AuditReply
    | JobReply;
  pictures: PictureReply;
  sheets: CheckReply | JobReply | FileReply;
  staff:
    | MeReply
    | PlacesReply
    | InviteReply
    | StaffReply
    | StaffListReply
    | SessionsReply
    | SignedOut
    | LoginStarted
    | LoginWaits
    | SignedIn;
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
 * A picture and its media type; both None: there is none.
 */
export interface PictureReply {
  media: ('image/jpeg' | 'image/png') | null;
  file: string | null;
}
/**
 * What came of a check: a preview to import, or what is to be mended, `total` of it, and the file with marks.
 */
export interface CheckReply {
  preview_id: string | null;
  counts: ChangeCounts | null;
  problems: Told[];
  total: number;
  notes: Told[];
  marked: FileReply | null;
}
/**
 * One thing to mend, or one that was taken although it was written otherwise: where, and in words.
 */
export interface Told {
  place: string;
  message: string;
}
/**
 * A file: as base64, or where it is large a link under which it is fetched within ten minutes.
 */
export interface FileReply {
  filename: string;
  file: string | null;
  link: string | null;
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
 * What the browser shows: the ticket as a code to scan, the match beside it.
 */
export interface LoginStarted {
  ticket: string;
  match: string;
  expires_at: string;
}
/**
 * The phone has not chosen yet; the browser asks again.
 */
export interface LoginWaits {
  waiting: true;
}
/**
 * A browser is signed in; the token goes into its cookie, and nowhere else.
 */
export interface SignedIn {
  waiting: false;
  staff: Staff;
}
