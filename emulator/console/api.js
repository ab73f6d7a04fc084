/** The emulator's control API and its stream of events. */

/** @throws {Error} with the emulator's own message */
export async function control(method, path, body) {
  const response = await fetch(`/_emulator${path}`, {
    method,
    headers: method === 'GET' ? {} : { 'content-type': 'application/json' },
    body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
  });
  const reply = await response.json().catch(() => ({}));
  if (response.ok) return reply;
  throw new Error(reply.message ?? `HTTP ${response.status}`);
}

const listeners = new Map();

/** Listens to one type of event, to "*" for all, to "open" and "lost" for the connection itself. */
export function on(type, listener) {
  if (!listeners.has(type)) listeners.set(type, new Set());
  listeners.get(type).add(listener);
}

export function announce(type, event) {
  for (const listener of listeners.get(type) ?? []) listener(event);
}

export function connect() {
  const stream = new EventSource('/_emulator/events');
  stream.onopen = () => announce('open');
  stream.onerror = () => announce('lost');
  stream.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    announce('*', event);
    announce(event.type, event);
  };
}

/** Runs `work` once when calls stop coming for a moment, and again if more came meanwhile. */
export function settled(work, quietMs = 200) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, quietMs);
  };
}
