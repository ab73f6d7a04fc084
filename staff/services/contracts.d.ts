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
  sheets: CheckReply | JobReply | FileReply;
  staff:
    | MeReply
    | InviteReply
    | StaffReply
    | StaffListReply
    | SessionsReply
    | SignedOut
    | PlacesReply
    | LoginStarted
    | LoginWaits
    | SignedIn;
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
 * How many documents become new, change, are retired, stay the same.
 */
export interface ChangeCounts {
  new: number;
  changed: number;
  retired: number;
  same: number;
}
/**
 * One thing to mend, or one that was taken although it was written otherwise: where, and in words.
 */
export interface Told {
  place: string;
  message: string;
}
/**
 * A file, as base64.
 */
export interface FileReply {
  filename: string;
  file: string;
}
/**
 * How far an import is: `done` of `parts`.
 */
export interface JobReply {
  id: string;
  hospital_id: string;
  state: 'running' | 'done' | 'refused';
  done: number;
  parts: number;
  counts: ChangeCounts;
  refused: string;
  created_at: string;
  finished_at: string | null;
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
