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

  #control(route, body, query) {
    const order = (no) => this.orders.find((o) => o.out_trade_no === no);
    const fixed = {
      'GET /phones': () => ({ phones: this.phones }),
      'GET /status': () => ({ ready: true, functions: {}, database: 'fake', now: this.now() }),
      'GET /orders': () => ({ orders: this.orders }),
      'GET /messages': () => ({ messages: this.messages }),
      'GET /calls': () => ({
        calls: this.calls.filter((c) => c.id > Number(query.get('since') ?? 0)),
      }),
      'GET /timers': () => ({ timers: this.timers }),
      'GET /faults': () => ({ faults: this.faults }),
      'GET /codes': () => ({ codes: [{ title: '示例医院门诊码', scene: 'h=demo-1' }] }),
      'GET /verify': () => this.verify,
      'POST /subscriptions': () => ({ ok: true }),
      'POST /reset': () => ({ ok: true }),
      'POST /seed': () => ({ ok: true }),
    };
    if (fixed[route]) return [200, fixed[route]()];
    if (route === 'POST /clock') {
      if (body.real) this.offsetMs = 0;
      this.offsetMs += (body.advance_seconds ?? 0) * 1000;
      if (body.now) this.offsetMs = Date.parse(body.now) - Date.now();
      this.emit('clock', { now: this.now() });
      return [200, { now: this.now() }];
    }
    if (route === 'POST /phones') {
      const phone = { openid: `o-${this.phones.length + 1}`, name: body.name };
      this.phones.push(phone);
      return [200, { phone }];
    }
    if (route === 'POST /faults') {
      this.faults.push(body);
      this.emit('fault', body);
      return [200, { ok: true }];
    }
    if (route === 'DELETE /faults') {
      this.faults = [];
      return [200, { ok: true }];
    }
    if (route === 'POST /payments/check') {
      const found = this.orders.find((o) => `prepay_id=${o.prepay_id}` === body.package);
      if (!found || body.paySign !== 'good')
        return [400, { code: 'SIGN_ERROR', message: '签名错误' }];
      return [200, { order: found }];
    }
    let found = route.match(/^POST \/orders\/(.+)\/pay$/);
    if (found) {
      const paid = order(found[1]);
      if (paid.state !== 'NOTPAY') return [400, { code: 'ORDER_CLOSED', message: '订单已关闭' }];
      Object.assign(paid, { state: 'SUCCESS', paid_at: this.now() });
      this.emit('order', { order: paid });
      return [200, { order: paid }];
    }
    found = route.match(/^POST \/phones\/(.+)\/(login|phone)_code$/);
    if (found) return [200, { code: `${found[2]}-code-of-${found[1]}` }];
    found = route.match(/^POST \/timers\/(.+)$/);
    if (found) {
      const timer = this.timers.find((t) => t.function === found[1]);
      timer.last = { at: this.now(), summary: { expired: 1 } };
      return [200, timer.last.summary];
    }
    found = route.match(/^GET \/slots\/(.+)$/);
    if (found)
      return [
        200,
        { _id: found[1], state: 'open', capacity: 2, left: 1, holding: 1, seats: this.seats ?? [] },
      ];
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
