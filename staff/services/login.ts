/**
 * Signing in by a phone: this browser keeps a verifier, shows a ticket as a code beside a number, and asks until the
 * phone has chosen that number. A code is renewed a few times while it is looked at; then somebody has to ask for it.
 */

import { computed, onScopeDispose, reactive, ref } from 'vue';
import { known, once, repeatable } from './api';
import { now } from './clock';
import type { LoginStarted, LoginWaits, SignedIn, Staff } from './contracts';
import { unguessable } from './random';
import { entered } from './session';

const ASK_MS = 2000;
const RENEWALS = 3;
const VERIFIER_BYTES = 32;
const ENDED: readonly string[] = ['NOT_FOUND', 'BAD_STATE'];

interface Shown {
  /** `unread`: signed in, and what its pages begin with could not be read. */
  phase: 'starting' | 'shown' | 'entering' | 'unread' | 'over' | 'failed';
  ticket: string;
  match: string;
  /** Milliseconds of the service's clock. */
  until: number;
  words: string;
}

class Login {
  readonly shown = reactive<Shown>({
    phase: 'starting',
    ticket: '',
    match: '',
    until: 0,
    words: '',
  });
  private verifier = '';
  private renewals = 0;
  private asking = false;
  private signedIn: Staff | null = null;

  async start(): Promise<void> {
    Object.assign(this.shown, { phase: 'starting', words: '' });
    this.verifier = unguessable(VERIFIER_BYTES);
    try {
      const asked = { action: 'login_start', verifier_hash: await sha256(this.verifier) } as const;
      const { ticket, match, expires_at } = await repeatable<LoginStarted>('staff', asked);
      Object.assign(this.shown, { phase: 'shown', ticket, match, until: Date.parse(expires_at) });
    } catch (error) {
      Object.assign(this.shown, { phase: 'failed', words: known(error).message });
    }
  }

  /** Another try, because somebody asked for it: of going in where that is all that is missing, else by another code. */
  again(): void {
    this.renewals = 0;
    void (this.signedIn ? this.enter(this.signedIn) : this.start());
  }

  /** Has the phone confirmed? Not asked while nobody looks at the code. */
  async look(): Promise<void> {
    if (this.shown.phase !== 'shown' || document.hidden || this.asking) return;
    if (this.shown.until <= now()) {
      this.expire();
      return;
    }
    this.asking = true;
    try {
      await this.finish(this.shown.ticket);
    } finally {
      this.asking = false;
    }
  }

  private async finish(ticket: string): Promise<void> {
    try {
      const asked = { action: 'login_finish', ticket, verifier: this.verifier } as const;
      const reply = await once<SignedIn | LoginWaits>('staff', asked);
      if (!reply.waiting) this.signedIn = reply.staff;
    } catch (error) {
      const { code, message } = known(error);
      const late = this.shown.ticket !== ticket || this.shown.phase !== 'shown';
      if (!late && ENDED.includes(code))
        Object.assign(this.shown, { phase: 'over', words: message });
    }
    if (this.signedIn) await this.enter(this.signedIn);
  }

  private async enter(staff: Staff): Promise<void> {
    Object.assign(this.shown, { phase: 'entering', words: '' });
    try {
      await entered(staff);
    } catch (error) {
      const { code, message } = known(error);
      if (code === 'UNAUTHENTICATED') this.signedIn = null;
      Object.assign(this.shown, { phase: this.signedIn ? 'unread' : 'over', words: message });
    }
  }

  private expire(): void {
    this.renewals += 1;
    if (this.renewals <= RENEWALS) void this.start();
    else Object.assign(this.shown, { phase: 'over', words: '登录码已过期' });
  }
}

/** A login for as long as the component is there; `left` are seconds. */
export function useLogin() {
  const login = new Login();
  const time = ref(now());
  const asking = setInterval(() => void login.look(), ASK_MS);
  const ticking = setInterval(() => (time.value = now()), 1000);
  onScopeDispose(() => [asking, ticking].forEach(clearInterval));
  void login.start();

  const left = computed(() => Math.max(0, Math.ceil((login.shown.until - time.value) / 1000)));
  return { login: login.shown, left, again: () => login.again() };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What the code says: an address of ours, which WeChat can be told to open the mini-program for. */
export const addressOf = (ticket: string): string => `${location.origin}/staff/?ticket=${ticket}`;
