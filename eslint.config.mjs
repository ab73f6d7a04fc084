import vue from 'eslint-plugin-vue';

/** Lint of all JavaScript, and of the templates of staff/; what is TypeScript vue-tsc and staff/lint.mjs look at. The mini-program may use what WeChat has, and nothing of a browser or of Node. */
const readonly = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']));

const WECHAT = readonly(
  'wx', 'App', 'Page', 'Component', 'Behavior', 'getApp', 'getCurrentPages', 'require', 'module', 'exports',
  'console', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval',
); // prettier-ignore
const BROWSER = readonly(
  'window', 'document', 'location', 'navigator', 'localStorage', 'fetch', 'addEventListener', 'removeEventListener',
  'requestAnimationFrame', 'cancelAnimationFrame', 'getComputedStyle', 'innerWidth', 'innerHeight',
  'devicePixelRatio', 'MouseEvent', 'CustomEvent', 'EventSource', 'DOMParser', 'Image', 'AbortController',
  'URL', 'URLSearchParams', 'console', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance',
  'HTMLElement', 'Node', 'NodeFilter', 'MutationObserver', 'ResizeObserver', 'structuredClone', 'crypto', 'confirm', 'prompt', 'prompt',
); // prettier-ignore
const NODE = readonly(
  'process', 'console', 'URL', 'URLSearchParams', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval',
  'setImmediate', 'performance', 'Buffer', 'fetch', 'structuredClone', 'AbortController', 'TextDecoder', 'TextEncoder',
); // prettier-ignore
// What a test hands to page.evaluate() runs in the phone.
const IN_THE_PHONE = readonly('__mini', 'wx', 'getApp', 'getCurrentPages');

const RULES = {
  'no-undef': 'error',
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  'no-unreachable': 'error',
  'no-dupe-keys': 'error',
  'no-fallthrough': 'error',
  'no-cond-assign': 'error',
  'no-constant-condition': ['error', { checkLoops: false }],
  'no-self-assign': 'error',
  'no-shadow-restricted-names': 'error',
  'no-unsafe-finally': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'use-isnan': 'error',
  'valid-typeof': 'error',
  eqeqeq: 'error',
};
const CLOUD_BELONGS_TO_REQUEST = {
  object: 'wx',
  property: 'cloud',
  message: 'only services/request.js calls the cloud',
};

const NODE_IN_THE_MINIPROGRAM = ['miniprogram/tools/**'];

// Prettier decides how a template is laid out.
const TEMPLATES = vue.configs['flat/recommended-error'].map((one) => ({
  ...one,
  files: ['staff/**/*.vue'],
}));

const LINES = { max: 300, skipBlankLines: true, skipComments: true };
const FUNCTION_LINES = { max: 40, skipBlankLines: true, skipComments: true };

export default [
  {
    ignores: [
      '**/node_modules/**',
      '**/miniprogram_npm/**',
      'miniprogram/vendor/**',
      '.local/**',
      'build/**',
      '.venv/**',
    ],
  },
  {
    files: ['miniprogram/**/*.js'],
    ignores: NODE_IN_THE_MINIPROGRAM,
    languageOptions: { ecmaVersion: 2020, sourceType: 'commonjs', globals: WECHAT },
    rules: { ...RULES, 'no-restricted-properties': ['error', CLOUD_BELONGS_TO_REQUEST] },
  },
  { files: ['miniprogram/services/request.js'], rules: { 'no-restricted-properties': 'off' } },
  {
    files: ['tests/**/*.{js,cjs}'],
    languageOptions: { sourceType: 'commonjs', globals: { ...NODE, ...WECHAT } },
    rules: RULES,
  },
  {
    files: ['preview/runtime/**/*.mjs', 'emulator/console/**/*.js'],
    languageOptions: { sourceType: 'module', globals: BROWSER },
    rules: RULES,
  },
  {
    files: [
      'staff/*.mjs',
      'preview/*.mjs',
      'preview/compile/**/*.mjs',
      'tests/**/*.mjs',
      '*.mjs',
      'miniprogram/tools/**/*.mjs',
    ],
    languageOptions: { sourceType: 'module', globals: NODE },
    rules: RULES,
  },
  {
    files: ['miniprogram/**', 'preview/**', 'emulator/**', 'staff/*.mjs', 'tests/**'],
    rules: {
      'max-lines': ['error', LINES],
      'max-lines-per-function': ['error', FUNCTION_LINES],
    },
  },
  {
    // The callback of a test may be as long as the story it tells.
    files: ['tests/**/*.test.mjs', 'tests/miniprogram/stories/*'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['tests/**/*.mjs'],
    languageOptions: { globals: { ...BROWSER, ...IN_THE_PHONE } },
  },
  ...TEMPLATES,
  {
    files: ['staff/**/*.vue'],
    languageOptions: { parserOptions: { parser: false } },
    rules: {
      'max-lines': ['error', LINES],
      'vue/no-v-html': 'error',
      'vue/multi-word-component-names': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/attributes-order': 'off',
    },
  },
  {
    files: ['tests/preview/conformance/**/*.js', 'tests/preview/packages/**/*.js'],
    languageOptions: { sourceType: 'commonjs', globals: { ...WECHAT, ...readonly('globalThis') } },
    rules: RULES,
  },
];
