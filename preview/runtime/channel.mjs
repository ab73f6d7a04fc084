/** EventChannel: a pair of ends; what is sent before somebody listens is kept for the first listener. */
export class EventChannel {
  #listeners = {};
  #waiting = [];

  constructor(peer) {
    this.peer = peer ?? new EventChannel(this);
  }

  on(name, listener) {
    (this.#listeners[name] ??= []).push(listener);
    const due = this.#waiting.filter(([waiting]) => waiting === name);
    this.#waiting = this.#waiting.filter(([waiting]) => waiting !== name);
    for (const [, args] of due) listener(...args);
  }

  once(name, listener) {
    const first = (...args) => {
      this.off(name, first);
      listener(...args);
    };
    this.on(name, first);
  }

  off(name, listener) {
    this.#listeners[name] = listener
      ? (this.#listeners[name] ?? []).filter((l) => l !== listener)
      : [];
  }

  emit(name, ...args) {
    this.peer.#receive(name, args);
  }

  #receive(name, args) {
    const listeners = this.#listeners[name] ?? [];
    if (listeners.length) for (const listener of [...listeners]) listener(...args);
    else this.#waiting.push([name, args]);
  }
}
