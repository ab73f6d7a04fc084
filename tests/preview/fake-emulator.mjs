/**
 * A stand-in for the emulator's control API, in memory: enough of it to test the preview and the console
 * without functions and database. It records what it is asked.
 */
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const CONSOLE = fileURLToPath(new URL('../../emulator/console', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** What the control API is asked, and what it answers; an answer with code and message is a refusal. */
const ROUTES = [
  [/^GET \/phones$/, (it) => ({ phones: it.phones })],
  [/^GET \/status$/, (it) => ({ ready: true, functions: {}, database: 'fake', now: it.now() })],
  [/^GET \/orders$/, (it) => ({ orders: it.orders })],
  [/^GET \/messages$/, (it, { query }) => ({ messages: it.messagesOf(query.get('openid')) })],
  [/^GET \/templates$/, () => ({ templates: [{ template_id: 'T1', title: '预约成功通知' }] })],
  [/^GET \/calls$/, (it, { query }) => ({ calls: it.callsSince(query.get('since')) })],
  [/^GET \/timers$/, (it) => ({ timers: it.timers })],
  [/^GET \/faults$/, (it) => ({ faults: it.faults })],
  [/^GET \/codes$/, () => ({ codes: [{ title: '示例医院门诊码', scene: 'h=demo-1' }] })],
  [/^GET \/verify$/, (it) => it.verify],
  [/^GET \/stuck$/, (it) => ({ items: it.stuck })],
  [/^GET \/slots\/(.+)$/, (it, { name }) => it.slot(name)],
  [/^POST \/(?:subscriptions|reset|seed)$/, () => ({ ok: true })],
  [/^POST \/clock$/, (it, { body }) => it.setClock(body)],
  [/^POST \/phones$/, (it, { body }) => it.addPhone(body)],
  [/^POST \/phones\/(.+)\/phone_code$/, (_, { name }) => ({ code: `phone-code-of-${name}` })],
  [/^POST \/faults$/, (it, { body }) => it.addFault(body)],
  [/^DELETE \/faults$/, (it) => it.clearFaults()],
  [/^POST \/payments\/check$/, (it, { body }) => it.checkPayment(body)],
  [/^POST \/orders\/(.+)\/pay$/, (it, { name }) => it.pay(name)],
  [/^POST \/timers\/(.+)$/, (it, { name }) => it.runTimer(name)],
];

export class FakeEmulator {
  constructor({ preview, functions = {} }) {
    Object.assign(this, { preview, functions });
    this.asked = [];
    this.watchers = new Set();
    this.phones = [
      { openid: 'o-1', name: '张伟的手机', nickname_colour: '#2f6fed' },
      { openid: 'o-2', name: '李娜的手机', nickname_colour: '#c2410c' },
      { openid: 'o-3', name: '王芳的手机', nickname_colour: '#15803d' },
    ];
    this.offsetMs = 0;
    this.orders = [];
    this.messages = [];
    this.faults = [];
    this.calls = [];
    this.stuck = [];
    this.verify = { ok: true, violations: [], pending: 0 };
    this.timers = [
      {
        function: 'sweep',
        name: 'every-minute',
        cron: '0 * * * * * *',
        next_at: this.now(),
        last: null,
      },
      {
        function: 'remind',
        name: 'every-minute',
        cron: '30 * * * * * *',
        next_at: this.now(),
        last: null,
      },
    ];
  }

  now() {
    return new Date(Date.now() + this.offsetMs + 8 * 3600e3).toISOString().replace('Z', '+08:00');
  }

  emit(type, data = {}) {
    for (const watcher of this.watchers)
      watcher.write(`data: ${JSON.stringify({ type, ...data })}\n\n`);
  }

  // ---- what the control API does
  callsSince(id) {
    return this.calls.filter((call) => call.id > Number(id ?? 0));
  }

  messagesOf(openid) {
    return this.messages.filter((one) => !openid || one.openid === openid);
  }

  slot(id) {
    const seats = this.seats ?? [];
    const free = seats.filter(({ pool = 'phone', claim }) => pool === 'phone' && claim === null);
    const holding = seats.filter(({ until }) => until).length;
    const [release_at, closes_at] = ['2026-11-18T07:00:00+08:00', '2090-01-01T00:00:00+08:00'];
    const names = { doctor: '示例医生' };
    const given = { state: 'open', release_at, closes_at, left: free.length, ...this.slotSays };
    return { _id: id, capacity: seats.length, holding, seats, names, ...given };
  }

  setClock({ real, advance_seconds: seconds = 0, now }) {
    if (real) this.offsetMs = 0;
    this.offsetMs += seconds * 1000;
    if (now) this.offsetMs = Date.parse(now) - Date.now();
    this.emit('clock', { now: this.now() });
    return { now: this.now() };
  }

  addPhone({ name }) {
    const phone = { openid: `o-${this.phones.length + 1}`, name };
    this.phones.push(phone);
    return { phone };
  }

  addFault(fault) {
    this.faults.push(fault);
    this.emit('fault', fault);
    return { ok: true };
  }

  clearFaults() {
    this.faults = [];
    return { ok: true };
  }

  checkPayment({ package: prepay, paySign }) {
    const order = this.orders.find((one) => `prepay_id=${one.prepay_id}` === prepay);
    if (!order || paySign !== 'good') return { code: 'SIGN_ERROR', message: '签名错误' };
    return { order: { ...order, payee: '示例医院' } };
  }

  pay(number) {
    const order = this.orders.find((one) => one.out_trade_no === number);
    if (order.state !== 'NOTPAY') return { code: 'ORDER_CLOSED', message: '订单已关闭' };
    Object.assign(order, { state: 'SUCCESS', paid_at: this.now() });
    this.emit('order', { order });
    return { order };
  }

  runTimer(name) {
    const timer = this.timers.find((one) => one.function === name);
    timer.last = { at: this.now(), summary: { bookings: 1, failed: 0, left_over: true } };
    return timer.last.summary;
  }

  // ---- the server
  async start() {
    this.server = http.createServer((request, response) => {
      this.#answer(request, response).catch((error) => {
        response.writeHead(500).end(String(error.stack));
      });
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  close() {
    for (const watcher of this.watchers) watcher.end();
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    let text = '';
    for await (const chunk of request) text += chunk;
    const body = text ? JSON.parse(text) : {};
    if (pathname === '/_emulator/events') return this.#stream(response);
    if (pathname.startsWith('/functions/'))
      return this.#call(request, response, pathname.slice(11), body);
    if (
      pathname.startsWith('/_emulator/') &&
      !path.extname(pathname) &&
      pathname !== '/_emulator/'
    ) {
      const route = `${request.method} ${pathname.slice('/_emulator'.length)}`;
      this.asked.push({ route, body });
      const [status, reply] = this.#control(route, body, searchParams);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
      return undefined;
    }
    return this.#file(response, pathname);
  }

  #stream(response) {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
    this.watchers.add(response);
    response.on('close', () => this.watchers.delete(response));
  }

  async #call(request, response, name, data) {
    const openid = request.headers['x-emulator-openid'];
    const handler = this.functions[name];
    const reply = handler
      ? { result: await handler(data, openid), errMsg: 'cloud.callFunction:ok', requestID: 'r-1' }
      : { errCode: -501000, errMsg: `FunctionName ${name} not found` };
    const call = {
      id: this.calls.length + 1,
      function: name,
      trigger: 'phone',
      openid,
      at: this.now(),
      duration_ms: 12,
      cold_start: this.calls.length === 0,
      code: reply.result?.code ?? null,
      error: reply.errMsg.includes('not found') ? reply.errMsg : null,
      log: [`{"level":"info","function":"${name}"}`],
    };
    this.calls.push(call);
    this.emit('call', { call });
    if (!response.destroyed) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
    }
  }

  /** @returns {[number, object]} status and answer */
  #control(route, body, query) {
    for (const [pattern, answer] of ROUTES) {
      const found = route.match(pattern);
      if (!found) continue;
      const reply = answer(this, { body, query, name: found[1] });
      return [reply.code && reply.message ? 400 : 200, reply];
    }
    return [404, { code: 'NOT_FOUND', message: route }];
  }

  #file(response, pathname) {
    const [base, rest] = pathname.startsWith('/preview/')
      ? [this.preview, pathname.slice(9)]
      : [CONSOLE, pathname.replace(/^\/(_emulator\/)?/, '')];
    const file = path.join(base, rest || 'index.html');
    if (!file.startsWith(base) || !fs.existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, {
      'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
    });
    fs.createReadStream(file).pipe(response);
  }
}
