/** view, text, image, rich-text, and camera, which a browser page has no honest answer for. */
import { el } from '../dom.mjs';
import { ANY } from './define.mjs';

const IMAGE_SIZE = { aspectFit: 'contain', aspectFill: 'cover' };

const image = {
  tag: 'image',
  properties: {
    src: String,
    mode: { type: String, value: 'scaleToFill' },
    lazyLoad: Boolean,
  },
  created(node) {
    const img = (this.img = new Image());
    img.onload = () => {
      const { naturalWidth: width, naturalHeight: height } = img;
      if (this.data.mode === 'widthFix')
        node.style.height = `${(node.clientWidth * height) / width}px`;
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
};

const richText = {
  tag: 'rich-text',
  properties: { nodes: ANY, userSelect: Boolean },
  reflect: ['userSelect'],
  observers: {
    nodes(nodes) {
      this.$$.replaceChildren(...richNodes(nodes));
    },
  },
};

const FORBIDDEN = ['script', 'iframe', 'object', 'style', 'link'];
const isUnsafe = (name, value) => /^on/i.test(name) || /^\s*javascript:/i.test(value);

/** Nodes as a tree or as HTML; never a script, a handler or a frame. */
function richNodes(nodes) {
  if (Array.isArray(nodes)) return nodes.map(richNode);
  const { body } = new DOMParser().parseFromString(String(nodes ?? ''), 'text/html');
  for (const bad of body.querySelectorAll(FORBIDDEN.join())) bad.remove();
  for (const node of body.querySelectorAll('*')) {
    for (const { name, value } of [...node.attributes])
      if (isUnsafe(name, value)) node.removeAttribute(name);
  }
  return [...body.childNodes];
}

function richNode({ type, text = '', name = '', attrs = {}, children = [] }) {
  if (type === 'text') return document.createTextNode(text);
  const made = document.createElement(FORBIDDEN.includes(name.toLowerCase()) ? 'span' : name);
  for (const [attribute, value] of Object.entries(attrs)) {
    if (!isUnsafe(attribute, value)) made.setAttribute(attribute, value);
  }
  made.append(...richNodes(children));
  return made;
}

const camera = {
  tag: 'camera',
  properties: { mode: String, devicePosition: String },
  created(node) {
    node.append(el('span', { className: 'mp-placeholder' }, '预览没有相机，请用 wx.scanCode'));
  },
};

export const basic = [
  { tag: 'view' },
  {
    tag: 'text',
    properties: { userSelect: Boolean, decode: Boolean },
    reflect: ['userSelect', 'decode'],
  },
  image,
  richText,
  camera,
];
