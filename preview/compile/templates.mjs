/** Compiles WXML and WXS with WeChat's own template compiler, and reports what it and WeChat would refuse. */
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { BUILTIN_PROPERTIES, BUILTIN_TAGS } from '../runtime/components/tags.mjs';

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler');
const SYNTAX_TAGS = ['block', 'template', 'wxs', 'import', 'include', 'slot'];

/**
 * WXS is not JavaScript: `x.constructor` is a string there, "\d" inside a getRegExp() literal is taken
 * verbatim, and the compiler wants required files without their suffix.
 */
export function wxsToScript(source) {
  return source
    .replace(
      /getRegExp\(\s*(['"])((?:\\.|(?!\1).)*)\1/g,
      (_, quote, body) => `getRegExp(${quote}${body.replace(/\\(?!\\)/g, '\\\\')}${quote}`,
    )
    .replace(/(require\(\s*(['"])(?:(?!\2).)*?)\.wxs\2/g, '$1$2')
    .replace(
      /([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*|\[[^\]]*\])*)\.constructor\b/g,
      '__wxsConstructor($1)',
    );
}

/** Tags of a WXML text with the line each stands on: `[{tag, attributes, line}]`. */
export function tagsOf(wxml) {
  const blank = (text) => text.replace(/[^\n]/g, ' ');
  const markup = wxml
    .replace(/<!--[\s\S]*?-->/g, blank)
    .replace(
      /(<wxs\b[^>]*[^/]>)([\s\S]*?)(<\/wxs>)/g,
      (_, open, body, end) => open + blank(body) + end,
    );
  const tags = [];
  for (const match of markup.matchAll(/<([a-zA-Z][\w-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g)) {
    tags.push({
      tag: match[1],
      attributes: match[2],
      line: markup.slice(0, match.index).split('\n').length,
    });
  }
  return tags;
}

/** @returns {string} a JavaScript expression: the object of template generators */
export function compileTemplates(sources) {
  const group = new TmplGroup();
  const templates = new Templates(sources, group);
  for (const component of sources.components.values()) templates.add(component.path, component);
  const code = group.getTmplGenObjectGroups();
  group.free();
  return code;
}

/** Hands each template and each script to the compiler once, with all that they name. */
class Templates {
  #added = new Set();

  constructor(sources, group) {
    Object.assign(this, { sources, group });
  }

  add(codePath, component) {
    const source = this.#read(codePath, '.wxml');
    if (source === null) return;
    const file = this.sources.real(codePath) + '.wxml';
    checkTags(this.sources, component, file, source);
    if (this.#added.has(file)) return;
    this.#added.add(file);
    for (const said of this.group.addTmpl(codePath, withScripts(source)) ?? []) {
      if (!said.isError && !component.own) continue;
      const at = `${this.sources.label(file)}:${said.startLine + 1}:${said.startColumn + 1}`;
      this.sources.problems.push(`${at} ${said.message}`);
    }
    for (const used of this.group.getDirectDependencies(codePath)) {
      this.add(used.replace(/\.wxml$/, ''), component);
    }
    for (const used of this.group.getScriptDependencies(codePath)) this.#addScript(used);
  }

  #addScript(ref) {
    const codePath = ref.replace(/\.wxs$/, '');
    if (this.#added.has(`${codePath}.wxs`)) return;
    this.#added.add(`${codePath}.wxs`);
    const source = this.#read(codePath, '.wxs');
    if (source === null) return;
    this.group.addScript(codePath, wxsToScript(source));
    for (const [, required] of source.matchAll(/require\(\s*['"]([^'"]+)['"]\s*\)/g)) {
      this.#addScript(this.sources.resolve(codePath, required));
    }
  }

  /** @returns {string | null} null when it is not there, which is said */
  #read(codePath, suffix) {
    const file = this.sources.real(codePath) + suffix;
    if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8');
    this.sources.problems.push(`${this.sources.label(file)}: missing file`);
    return null;
  }
}

/** A template whose own WXS is such as the compiler takes. */
const withScripts = (wxml) =>
  wxml.replace(
    /(<wxs\b[^>]*[^/]>)([\s\S]*?)(<\/wxs>)/g,
    (_, open, body, end) => open + wxsToScript(body) + end,
  );

/** Attributes that any tag may have: WeChat's own words, events, and what a page keeps on a node. */
const GENERAL =
  /^(id|class|style|slot|(wx|data|mark|generic)[:-].+|(bind|catch|mut-bind|capture-).+)$/;

function checkTags(sources, component, file, source) {
  if (!component.own) return;
  const ours = Object.keys(component.using);
  const known = new Set([
    ...SYNTAX_TAGS,
    ...BUILTIN_TAGS,
    ...ours,
    ...Object.keys(component.json.componentGenerics ?? {}),
  ]);
  for (const { tag, attributes, line } of tagsOf(source)) {
    const problem = (text) => sources.problems.push(`${sources.label(file)}:${line} ${text}`);
    if (!known.has(tag)) problem(`unknown tag <${tag}>`);
    const properties = !ours.includes(tag) && BUILTIN_PROPERTIES.get(tag);
    for (const name of properties ? attributeNames(attributes) : []) {
      if (!properties.has(propertyOf(name)) && !GENERAL.test(name))
        problem(`the preview has no ${name} of <${tag}>`);
    }
    if (tag === 'image') checkImage(sources, component, attributes, problem);
  }
}

/** `wx:if="{{a}}" scroll-x` → ["wx:if", "scroll-x"] */
const attributeNames = (attributes) =>
  attributes
    .replace(/"[^"]*"|'[^']*'/g, '')
    .split(/[\s=/]+/)
    .filter(Boolean);

/** `model:show-value` → showValue */
const propertyOf = (name) =>
  name.replace(/^model:/, '').replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());

function checkImage(sources, component, attributes, problem) {
  const src = attributes.match(/\ssrc\s*=\s*["']([^"'{]+)["']/)?.[1];
  if (!src || /^(https?|data|cloud|wxfile):/.test(src)) return;
  const image = path.join(sources.root, sources.resolve(component.path, src));
  if (!fs.existsSync(image)) problem(`missing image ${src}`);
}
