/** Cloud functions and payment, by way of the emulator. */
import { el } from '../dom.mjs';
import { api, failure } from './api.mjs';

const OFFLINE = { errCode: -1, errMsg: 'cloud.callFunction:fail request:fail' };
const yuan = (fen) => `¥${(fen / 100).toFixed(2)}`;

export function cloud(host) {
  let started = false;
  return {
    cloud: {
      init() {
        started = true;
      },
      callFunction: api('cloud.callFunction', (options) => {
        if (!started) throw failure('Cloud API isn’t enabled, please call wx.cloud.init first', -1);
        return call(host, options);
      }),
    },
    requestPayment: api('requestPayment', (options) => pay(host, options)),
  };
}

async function call(host, { name, data = {} }) {
  if (!name) throw failure('parameter.name should be string instead of undefined', -501000);
  const record = { name, data: JSON.parse(JSON.stringify(data)) };
  host.calls.push(record);
  host.phone.tapped = false;
  try {
    if (!host.phone.online) throw OFFLINE;
    const reply = await raced(host, (signal) =>
      fetch(`/functions/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-emulator-openid': host.phone.openid },
        body: JSON.stringify(record.data),
        signal,
      }).then((response) => response.json()),
    );
    if (reply.errCode)
      throw { errCode: reply.errCode, errMsg: `cloud.callFunction:fail ${reply.errMsg}` };
    record.result = reply.result;
    host.phone.tell('call', record);
    return { result: reply.result, requestID: reply.requestID };
  } catch (error) {
    record.error = error.errMsg ?? String(error);
    throw error.errMsg ? error : OFFLINE;
  }
}

/** A call in flight when the network goes has an effect or not: the phone cannot know. */
async function raced(host, send) {
  const controller = new AbortController();
  const cut = ({ isConnected }) => isConnected || controller.abort();
  host.phone.on('network', cut);
  try {
    return await send(controller.signal);
  } finally {
    host.phone.off('network', cut);
  }
}

async function pay(host, { timeStamp, nonceStr, package: prepay, signType, paySign }) {
  if (!host.phone.online) throw new Error('network is unavailable');
  const { openid } = host.phone;
  const checked = { openid, timeStamp, nonceStr, package: prepay, signType, paySign };
  const { order } = await host.phone.control('POST', '/payments/check', checked).catch((error) => {
    throw new Error(`${error.code ?? ''} ${error.message}`.trim());
  });
  for (;;) {
    const yes = await host.overlays.ask({
      title: '微信支付',
      body: [
        el('p', { className: 'mp-payee' }, order.payee ?? ''),
        el('p', { className: 'mp-amount' }, yuan(order.amount_fen)),
        el('p', { className: 'mp-hint' }, order.description ?? ''),
      ],
      yes: '确认支付',
      no: '取消支付',
    });
    if (!yes) throw new Error('cancel');
    try {
      if (!host.phone.online) throw new Error('网络不可用');
      await host.phone.control('POST', `/orders/${encodeURIComponent(order.out_trade_no)}/pay`, {
        openid,
      });
      break;
    } catch (error) {
      // WeChat keeps its sheet open and says why; the mini-program hears nothing until it is closed.
      const said = { title: '支付失败', content: error.message, showCancel: false };
      const { confirm } = await host.overlays.modal(said);
      if (!confirm) throw new Error('cancel');
    }
  }
  host.overlays.toast({ title: '支付成功' });
  // The callback of a payment may ask for message permission, like a tap.
  host.phone.tapped = true;
  return {};
}
