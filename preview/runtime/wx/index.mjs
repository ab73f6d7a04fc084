/** Puts `wx` together. The parts touch the browser only when called, so that the compiler can list them. */
import { account } from './account.mjs';
import { cloud } from './cloud.mjs';
import { device } from './device.mjs';
import { storage } from './storage.mjs';
import { ui } from './ui.mjs';

const make = (host) => ({
  ...ui(host),
  ...storage(host),
  ...device(host),
  ...account(host),
  ...cloud(host),
});

/** A member that the preview lacks is an error that tests see, not a silent undefined. */
export function createWx(host) {
  const guarded = (target, prefix) =>
    new Proxy(target, {
      get(object, name) {
        if (!(name in object) && typeof name === 'string' && name !== 'then') {
          host.missing.add(prefix + name);
          host.error(new Error(`the preview has no ${prefix}${name}`));
        }
        return object[name];
      },
    });
  const wx = make(host);
  wx.cloud = guarded(wx.cloud, 'wx.cloud.');
  return guarded(wx, 'wx.');
}

const members = make(null);
/** Names of the members of wx (under '') and of its objects. */
export const WX_MEMBERS = {
  '': new Set(Object.keys(members)),
  cloud: new Set(Object.keys(members.cloud)),
};
