/** Who is signed in at this browser, and until when. The session itself is a cookie that no script can read. */

import { computed, reactive } from 'vue';
import { known, listen, once, repeatable } from './api';
import { now } from './clock';
import type {
  MeReply,
  Place,
  PlacesReply,
  SessionsReply,
  SignedOut,
  Staff,
  DesktopSession,
} from './contracts';

const MINUTE = 60_000;
/** The service ends a session that was not used for so long; it notes its use once a minute. */
const IDLE = 29 * MINUTE;
const LONGEST = 12 * 60 * MINUTE;

interface State {
  /** `lapsed`: the page is still there, and waits for the same person to sign in again. */
  phase: 'unknown' | 'out' | 'in' | 'lapsed';
  staff: Staff | null;
  places: Place[];
  used: number;
  began: number;
}

const state = reactive<State>({ phase: 'unknown', staff: null, places: [], used: 0, began: 0 });

export const session: Readonly<State> = state;

/** Milliseconds of the service's clock at which the session ends if it is not used again. */
export const endsAt = computed(() => Math.min(state.used + IDLE, state.began + LONGEST));
/** Whether using it makes it last longer. */
export const lasts = computed(() => state.used + IDLE < state.began + LONGEST);

listen((answer) => {
  if (answer === 'served') state.used = now();
  else if (state.phase === 'in') state.phase = 'lapsed';
});

/** Is somebody signed in here? @throws {Trouble} where that cannot be known */
export async function resume(): Promise<void> {
  try {
    const { staff } = await repeatable<MeReply>('staff', { action: 'me' });
    if (staff) await entered(staff);
    else state.phase = 'out';
  } catch (error) {
    if (known(error).code !== 'UNAUTHENTICATED') throw error;
    state.phase = 'out';
  }
}

/** Somebody signed in: the same person goes on where they were, another one begins anew. */
export async function entered(staff: Staff): Promise<void> {
  if (state.phase === 'lapsed' && state.staff?.id !== staff.id) {
    location.reload();
    return;
  }
  const [{ hospitals }, { sessions }] = await Promise.all([
    repeatable<PlacesReply>('staff', { action: 'places' }),
    repeatable<SessionsReply>('staff', { action: 'sessions' }),
  ]);
  const here = sessions.find((one) => one.here);
  const began = here ? Date.parse(here.created_at) : now();
  Object.assign(state, { staff, places: hospitals, began, used: now(), phase: 'in' });
}

/** Makes the session last, and learns what was granted or taken meanwhile. */
export async function refresh(): Promise<void> {
  const [{ staff }, { hospitals }] = await Promise.all([
    repeatable<MeReply>('staff', { action: 'me' }),
    repeatable<PlacesReply>('staff', { action: 'places' }),
  ]);
  Object.assign(state, { staff, places: hospitals });
}

/** Learns what hospitals, departments and doctors are called now; where that cannot be read, the names stay. */
export async function replaced(): Promise<void> {
  try {
    const asked = { action: 'places' } as const;
    state.places = (await repeatable<PlacesReply>('staff', asked)).hospitals;
  } catch (error) {
    known(error);
  }
}

/** The browsers that the caller is signed in at. */
export async function sessions(): Promise<DesktopSession[]> {
  return (await repeatable<SessionsReply>('staff', { action: 'sessions' })).sessions;
}

/** Ends one session; what is left. Without an id this one's. */
export async function signOut(id?: string): Promise<DesktopSession[]> {
  const asked = id === undefined ? {} : { session_id: id };
  const left = await once<SignedOut>('staff', { action: 'logout', ...asked });
  if (left.here) Object.assign(state, { phase: 'out', staff: null, places: [] });
  return left.sessions;
}
