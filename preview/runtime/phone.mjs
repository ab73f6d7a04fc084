/**
 * The pretend phone: who holds it, its clock (the emulator's, or wrong by a skew), its network, its
 * storage, and what the emulator tells it. Tests and the console steer it as `__mini.phone`.
 */
const RealDate = Date;

export class Phone {
  #listeners = {};
  #shift = 0;

  constructor(host) {
    this.host = host;
    this.openid = '';
    this.name = '';
    this.skewSeconds = 0;
    this.network = 'wifi';
    this.online = true;
    this.tapped = false;
  }

  /** Reads the address bar, asks the emulator who and when it is. */
  async start(params) {
    this.openid = params.get('phone') ?? '';
    this.skewSeconds = Number(params.get('skew') ?? 0);
    const [phones, status] = await Promise.all([
      this.control('GET', '/phones').catch(() => ({ phones: [] })),
      this.control('GET', '/status').catch(() => ({})),
    ]);
    const mine =
      phones.phones.find((p) => p.openid === this.openid) ??
      (this.openid ? null : phones.phones[0]);
    this.openid ||= mine?.openid ?? '';
    this.name = mine?.name ?? this.openid;
    if (status.now) this.setServerNow(status.now);
    this.#installClock();
    this.setNetwork(this.setting('network') ?? 'wifi');
    // Beside a console the events come from there: one stream for all phones of the page.
    this.connected = window.parent !== window;
    if (!this.connected) {
      const events = new EventSource('/_emulator/events');
      // What happened before the stream stood, or while it was away, is read once.
      events.onopen = async () => {
        const { now } = await this.control('GET', '/status').catch(() => ({}));
        if (now) this.setServerNow(now);
        this.connected = true;
      };
      events.onmessage = ({ data }) => this.receive(JSON.parse(data));
    }
  }

  /** The emulator's control API. @throws {Error} with its code and message */
  async control(method, path, body) {
    const response = await fetch(`/_emulator${path}`, {
      method,
      headers: method === 'GET' ? {} : { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const reply = await response.json().catch(() => ({}));
    if (response.ok) return reply;
    throw Object.assign(new Error(reply.message ?? `HTTP ${response.status}`), {
      code: reply.code,
    });
  }

  // ---- clock
  now() {
    return RealDate.now() + this.#shift + this.skewSeconds * 1000;
  }

  setServerNow(instant) {
    this.#shift = RealDate.parse(instant) - RealDate.now();
  }

  #installClock() {
    const now = () => this.now();
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, args, newTarget) =>
        Reflect.construct(target, args.length ? args : [now()], newTarget),
      apply: () => new RealDate(now()).toString(),
      get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
    });
    RealDate.prototype.constructor = globalThis.Date;
  }

  // ---- network
  /** @param {'wifi'|'4g'|'none'} type */
  setNetwork(type) {
    if (type === this.network) return;
    this.network = type;
    this.online = type !== 'none';
    this.setting('network', type);
    this.emit('network', { isConnected: this.online, networkType: type });
    this.tell('network', { network: type });
  }

  // ---- storage, kept for each phone
  get storageKey() {
    return `mini:${this.openid}:storage`;
  }

  /** Settings of the phone itself (privacy consent, network), which the mini-program cannot clear. */
  setting(key, value) {
    const name = `mini:${this.openid}:${key}`;
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  }

  // ---- events
  on(type, listener) {
    (this.#listeners[type] ??= new Set()).add(listener);
  }

  off(type, listener) {
    this.#listeners[type]?.delete(listener);
  }

  emit(type, detail) {
    for (const listener of [...(this.#listeners[type] ?? [])]) listener(detail);
  }

  /** Something for the console beside the phone. */
  tell(type, detail = {}) {
    window.dispatchEvent(
      new CustomEvent('mini', { detail: { type, openid: this.openid, ...detail } }),
    );
  }

  /** An event of `GET /_emulator/events`. */
  receive(event) {
    if (event.type === 'clock' && event.now) this.setServerNow(event.now);
    // Of functions the workers are restarted; the page stays as it is.
    if (event.type === 'reload' && event.what === 'preview') this.host.reload();
    if (event.type === 'reset') this.host.restart();
    this.emit(`server:${event.type}`, event);
  }
}
