/** How the pages are built: files of their own and nothing inline, so that `default-src 'self'` holds. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { cssOfTokens } from './tokens.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
export const TOKENS = fileURLToPath(new URL('../miniprogram/styles/tokens.wxss', import.meta.url));
const TOKENS_ID = 'virtual:tokens.css';

/** The mini-program's design tokens as a stylesheet: one source for both. */
const tokens = {
  name: 'tokens',
  resolveId: (id) => (id === TOKENS_ID ? `\0${TOKENS_ID}` : null),
  load(id) {
    if (id !== `\0${TOKENS_ID}`) return null;
    this.addWatchFile(TOKENS);
    return cssOfTokens(fs.readFileSync(TOKENS, 'utf8'));
  },
};

export default {
  root,
  base: '/staff/',
  configFile: false,
  logLevel: 'silent',
  plugins: [vue(), tokens],
  define: { __VUE_OPTIONS_API__: 'true', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    target: 'es2020',
    // Named with a dot: it is ours, and deployed nowhere.
    manifest: '.pages.json',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    emptyOutDir: true,
  },
};
