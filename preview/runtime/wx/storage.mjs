/** Storage, kept for each pretend phone; a value is copied in and out, as WeChat does. */
const LIMIT_KB = 10 * 1024;

export function storage(host) {
  const read = () => JSON.parse(localStorage.getItem(host.phone.storageKey) ?? '{}');
  const write = (all) => {
    const text = JSON.stringify(all);
    if (text.length > LIMIT_KB * 1024) throw new Error('exceed storage max size 10Mb');
    localStorage.setItem(host.phone.storageKey, text);
  };
  const getStorageSync = (key) => read()[key]?.value ?? '';
  const setStorageSync = (key, value) => write({ ...read(), [key]: { value } });
  const removeStorageSync = (key) => {
    const { [key]: _, ...rest } = read();
    write(rest);
  };
  const clearStorageSync = () => write({});
  return { getStorageSync, setStorageSync, removeStorageSync, clearStorageSync };
}
