/**
 * Copies what others have made into vendor/, byte for byte: a mini-program has no packages when it runs.
 *
 * node miniprogram/tools/vendor.mjs   (after a new version in package.json; a test compares the bytes)
 */
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const VENDOR = fileURLToPath(new URL('../vendor/', import.meta.url));
const require = createRequire(import.meta.url);
const packaged = (name, file) =>
  path.join(path.dirname(require.resolve(`${name}/package.json`)), file);

/** Each file here, and the file of the package that it is a copy of. @type {[copy: string, original: string][]} */
export const COPIES = [
  [path.join(VENDOR, 'qrcode-generator/qrcode.js'), require.resolve('qrcode-generator')],
  // The drawings themselves are in components/ui-icon/masks.wxss: tools/icons.mjs.
  [path.join(VENDOR, 'tdesign-icons-svg/LICENSE'), packaged('tdesign-icons-svg', 'LICENSE')],
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [copy, original] of COPIES) {
    fs.mkdirSync(path.dirname(copy), { recursive: true });
    fs.copyFileSync(original, copy);
  }
}
