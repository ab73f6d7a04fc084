/** What a browser calls itself, in words: the first that fits, for they all name others too. */

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/(?:QQBrowser|QBCore)\/(\d+)/, 'QQ 浏览器'],
  [/(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Version\/(\d+).*Safari/, 'Safari'],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows NT/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Android/, 'Android'],
  [/Linux/, 'Linux'],
];

/** Chrome 147 · Windows */
export function browserOf(agent: string): string {
  const found = BROWSERS.map(([sign, name]) => [sign.exec(agent)?.[1], name] as const).find(
    ([version]) => version,
  );
  const system = SYSTEMS.find(([sign]) => sign.test(agent))?.[1];
  const browser = found ? `${found[1]} ${found[0]}` : '';
  return [browser, system].filter(Boolean).join(' · ') || '没有报名称的浏览器';
}
