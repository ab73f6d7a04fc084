/** The only caller of fetch: envelope, clock, safe repetition, and words for what went wrong. */

import { sync } from './clock';
import type { Code, Envelope, Requests } from './contracts';

const TIMEOUT_MS = 20_000;
/** Files take their time, and come as bytes: the platform takes only 100 KB of what it calls text. */
const FILE_TIMEOUT_MS = 65_000;
const WITH_FILES: readonly (keyof Requests)[] = ['sheets', 'pictures'];
const PAUSES_MS = [400, 1200];
/** Codes after which nothing is known to have failed: worth another try by itself. */
const PASSING: readonly string[] = ['BUSY', 'NETWORK'];

const WORDS = {
  NETWORK: '网络不好，没有收到结果。请再试一次：同一件事不会做两遍',
  OFFLINE: '没有网络。请连上网络，再试一次',
};

/** A call that was not answered OK; `message` is fit to show. */
export class Trouble extends Error {
  constructor(
    readonly code: Code | keyof typeof WORDS,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}

/** The trouble a page can put into words; anything else is a mistake of ours and goes on its way. */
export function known(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  throw error;
}

type Listener = (answer: 'served' | 'signed out') => void;
const listeners = new Set<Listener>();

/** Hears of every call that was served, and of each that the service says nobody is signed in for. */
export function listen(listener: Listener): void {
  listeners.add(listener);
}

/** A function and what it is asked, which go together. */
type Call = { [N in keyof Requests]: [name: N, data: Requests[N]] }[keyof Requests];

/** @throws {Trouble} */
export async function once<T>(...[name, data]: Call): Promise<T> {
  const sent = Date.now();
  const envelope = await post<T>(name, data);
  if (envelope === null) {
    const code = navigator.onLine ? 'NETWORK' : 'OFFLINE';
    throw new Trouble(code, WORDS[code]);
  }
  sync(envelope.now, sent, Date.now());
  const { code, message, data: reply } = envelope;
  if (code === 'OK') tell('served');
  if (code === 'UNAUTHENTICATED') tell('signed out');
  if (code !== 'OK')
    throw new Trouble(code, message, (reply ?? {}) as unknown as Record<string, unknown>);
  return reply as T;
}

function tell(answer: 'served' | 'signed out'): void {
  for (const listener of listeners) listener(answer);
}

/** The envelope of an answer; null where there was none. */
async function post<T>(name: keyof Requests, data: unknown): Promise<Envelope<T> | null> {
  const files = WITH_FILES.includes(name);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), files ? FILE_TIMEOUT_MS : TIMEOUT_MS);
  try {
    const response = await fetch(`/api/${name}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': files ? 'application/octet-stream' : 'application/json' },
      body: JSON.stringify(data),
      signal: abort.signal,
    });
    const envelope = (await response.json()) as Envelope<T>;
    return typeof envelope?.code === 'string' ? envelope : null;
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** A call that changes nothing, or that the service knows again: repeated while its outcome is uncertain. */
export async function repeatable<T>(...call: Call): Promise<T> {
  for (const wait of PAUSES_MS) {
    try {
      return await once<T>(...call);
    } catch (error) {
      if (!PASSING.includes(known(error).code)) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return once<T>(...call);
}
