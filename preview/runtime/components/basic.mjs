/** view, text, image, icon, navigator, rich-text, progress, canvas, and what changes the page around them. */
import { el, tapByKey } from '../dom.mjs';
import { ANY } from './define.mjs';

const plain = (tag, properties) => ({ tag, properties });
const ICONS = {
  success: '✔', success_no_circle: '✓', info: 'ℹ', warn: '⚠', waiting: '◷', cancel: '✕', clear: '✕', search: '⌕', download: '⤓',
}; // prettier-ignore
const IMAGE_SIZE = { aspectFit: 'contain', aspectFill: 'cover' };
const NAVIGATE = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
};

const image = (tag) => ({
  tag,
  properties: {
    src: String,
    mode: { type: String, value: 'scaleToFill' },
    lazyLoad: Boolean,
    webp: Boolean,
    showMenuByLongpress: Boolean,
    fadeIn: Boolean,
  },
  created(node) {
    const img = (this.img = new Image());
    img.onload = () => {
      const { naturalWidth: width, naturalHeight: height } = img;
      if (this.data.mode === 'widthFix')
        node.style.height = `${(node.clientWidth * height) / width}px`;
      if (this.data.mode === 'heightFix')
        node.style.width = `${(node.clientHeight * width) / height}px`;
      this.triggerEvent('load', { width, height });
    };
    img.onerror = () => this.triggerEvent('error', { errMsg: `GET ${this.data.src} failed` });
  },
  observers: {
    'src, mode'(src, mode) {
      // "/images/x.png" is a place in the package, which this page stands at the root of.
      const url = src && new URL(src.replace(/^\//, ''), document.baseURI).href;
      this.$$.style.backgroundImage = url ? `url(${JSON.stringify(url)})` : '';
      this.$$.style.backgroundSize = IMAGE_SIZE[mode] ?? '100% 100%';
      this.$$.style.backgroundPosition = 'center';
      if (url && this.img.src !== url) this.img.src = url;
    },
    ariaLabel(label) {
      if (label) this.$$.setAttribute('role', 'img');
    },
  },
});

const icon = {
  tag: 'icon',
  properties: { type: String, size: ANY, color: String },
  observers: {
    'type, size, color'(type, size, color) {
      this.$$.textContent = ICONS[type] ?? '';
      this.$$.style.color = color || '#07c160';
      this.$$.style.fontSize = /[a-z]/.test(size) ? size : `${size || 23}px`;
    },
  },
};

const navigator = {
  tag: 'navigator',
  hoverClass: 'navigator-hover',
  properties: {
    url: String,
    openType: { type: String, value: 'navigate' },
    delta: { type: Number, value: 1 },
    target: String,
  },
  created(node) {
    node.setAttribute('role', 'link');
    node.tabIndex = 0;
    tapByKey(node);
    this.addListener('tap', () => {
      const { url, openType, delta } = this.data;
      const fail = ({ errMsg }) => {
        this.host.error(errMsg);
        this.triggerEvent('fail', { errMsg });
      };
      globalThis.wx[NAVIGATE[openType]]({ url, delta, fail });
    });
  },
};

/** Nodes as a tree or as HTML; never a script, a handler or a frame. */
function richNodes(nodes) {
  if (Array.isArray(nodes)) {
    return nodes.map((node) => {
      if (node.type === 'text') return document.createTextNode(node.text ?? '');
      const made = document.createElement(
        /^(script|iframe|object|style|link)$/i.test(node.name) ? 'span' : node.name,
      );
      for (const [name, value] of Object.entries(node.attrs ?? {})) {
        if (!isUnsafe(name, value)) made.setAttribute(name, value);
      }
      made.append(...richNodes(node.children ?? []));
      return made;
    });
  }
  const { body } = new DOMParser().parseFromString(String(nodes ?? ''), 'text/html');
  for (const bad of body.querySelectorAll('script,iframe,object,style,link')) bad.remove();
  for (const node of body.querySelectorAll('*')) {
    for (const { name, value } of [...node.attributes])
      if (isUnsafe(name, value)) node.removeAttribute(name);
  }
  return [...body.childNodes];
}
const isUnsafe = (name, value) => /^on/i.test(name) || /^\s*javascript:/i.test(value);

const canvas = {
  tag: 'canvas',
  properties: { type: String, canvasId: String, disableScroll: Boolean },
  created(node) {
    const surface = node.appendChild(el('canvas'));
    surface.createImage = () => new Image();
    surface.requestAnimationFrame = (callback) => requestAnimationFrame(callback);
    surface.cancelAnimationFrame = (id) => cancelAnimationFrame(id);
  },
};

const pageMeta = {
  tag: 'page-meta',
  properties: {
    rootFontSize: String,
    pageStyle: String,
    backgroundColor: String,
    backgroundTextStyle: String,
    pageFontSize: String,
  },
  attached(node) {
    this.$$.hidden = false;
    this.entry = this.host.pages.entryOf(node);
    this.applyMeta();
  },
  observers: {
    'rootFontSize, pageStyle, backgroundColor, pageFontSize'() {
      if (this.entry) this.applyMeta();
    },
  },
  methods: {
    applyMeta() {
      const { rootFontSize, pageStyle, backgroundColor, pageFontSize } = this.data;
      this.host.pages.setMeta(this.entry, {
        rootFontSize,
        pageStyle,
        backgroundColor,
        pageFontSize,
      });
    },
  },
};

const navigationBar = {
  tag: 'navigation-bar',
  properties: { title: String, loading: Boolean, frontColor: String, backgroundColor: String },
  attached(node) {
    this.entry = this.host.pages.entryOf(node);
    this.applyBar();
  },
  observers: {
    'title, frontColor, backgroundColor'() {
      if (this.entry) this.applyBar();
    },
  },
  methods: {
    applyBar() {
      this.host.pages.setBar(this.entry, this.data);
    },
  },
};

/** Things of a phone that a browser page has no honest answer for: shown as what they are. */
const placeholder = (tag) => ({
  tag,
  properties: { src: String },
  created(node) {
    node.append(el('span', { className: 'mp-placeholder' }, `预览不支持 <${tag}>`));
  },
});

export const basic = [
  plain('view'),
  plain('cover-view'),
  plain('match-media'),
  plain('root-portal', { enable: { type: Boolean, value: true } }),
  {
    tag: 'text',
    properties: {
      selectable: Boolean,
      userSelect: Boolean,
      space: String,
      decode: Boolean,
      maxLines: Number,
      overflow: String,
    },
    reflect: ['decode', 'userSelect', 'selectable'],
  },
  image('image'),
  image('cover-image'),
  icon,
  navigator,
  {
    tag: 'rich-text',
    properties: { nodes: ANY, space: String, userSelect: Boolean },
    observers: {
      nodes(nodes) {
        this.$$.replaceChildren(...richNodes(nodes));
      },
    },
  },
  {
    tag: 'progress',
    properties: {
      percent: Number,
      showInfo: Boolean,
      strokeWidth: ANY,
      activeColor: String,
      backgroundColor: String,
      active: Boolean,
      borderRadius: ANY,
    },
    created(node) {
      this.bar = node.appendChild(el('progress', { max: 100 }));
    },
    observers: {
      percent(value) {
        this.bar.value = value;
      },
    },
  },
  canvas,
  pageMeta,
  navigationBar,
  ...['video', 'camera', 'map', 'web-view', 'open-data'].map(placeholder),
];
