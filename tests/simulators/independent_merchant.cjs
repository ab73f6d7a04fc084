/**
 * A merchant on an independent client (wechatpay-axios-plugin): does the steps it is told on stdin,
 * prints what came of them as JSON. It runs at the simulator's hour, not at this machine's.
 */
const { Wechatpay, Rsa, Aes, Formatter } = require('wechatpay-axios-plugin');

const task = JSON.parse(require('fs').readFileSync(0, 'utf8'));
Date.now = () => task.now * 1000;

const { merchant } = task;
const privateKey = Rsa.from(`file://${merchant.privateKeyFile}`, Rsa.KEY_TYPE_PRIVATE);
const wechatKey = Rsa.from(`file://${merchant.publicKeyFile}`, Rsa.KEY_TYPE_PUBLIC);
const client = new Wechatpay({
  baseURL: task.baseURL,
  mchid: merchant.mchid,
  serial: merchant.serial,
  privateKey,
  certs: { [merchant.publicKeyId]: wechatKey },
});

async function call({ method, path, body, params }) {
  try {
    const config = { params };
    const resource = client[path];
    const answer =
      method === 'get' ? await resource.get(config) : await resource.post(body, config);
    return { status: answer.status, data: answer.data };
  } catch (error) {
    if (!error.response) throw error;
    return { status: error.response.status, data: error.response.data, error: error.code };
  }
}

function payment({ appid, prepayId }) {
  const params = {
    timeStamp: `${Formatter.timestamp()}`,
    nonceStr: Formatter.nonce(),
    package: `prepay_id=${prepayId}`,
  };
  const message = Formatter.joinedByLineFeed(appid, ...Object.values(params));
  return { ...params, signType: 'RSA', paySign: Rsa.sign(message, privateKey) };
}

function notice({ headers, body }) {
  const signed = Formatter.response(
    headers['Wechatpay-Timestamp'],
    headers['Wechatpay-Nonce'],
    body,
  );
  const { resource } = JSON.parse(body);
  const opened = Aes.AesGcm.decrypt(
    resource.ciphertext,
    merchant.apiv3Key,
    resource.nonce,
    resource.associated_data,
  );
  return {
    believed: Rsa.verify(signed, headers['Wechatpay-Signature'], wechatKey),
    ours: headers['Wechatpay-Serial'] === merchant.publicKeyId,
    opened: JSON.parse(opened),
  };
}

async function bill({ path, params }) {
  const answer = await client[path].get({ params, responseType: 'arraybuffer' });
  return Formatter.castCsvBill(Buffer.from(answer.data));
}

const verbs = { call, payment, notice, bill };

(async () => {
  const done = [];
  for (const { verb, ...step } of task.steps) done.push(await verbs[verb](step));
  process.stdout.write(JSON.stringify(done));
})();
