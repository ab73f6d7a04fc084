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

/** @returns {{code: string, count: number}} a JavaScript expression: the object of template generators */
export function compileTemplates(sources) {
  const { problems } = sources;
  const group = new TmplGroup();
  const templates = new Set();
  const scripts = new Set();

  const addScript = (ref) => {
    const codePath = ref.replace(/\.wxs$/, '');
    if (scripts.has(codePath)) return;
    scripts.add(codePath);
    const file = sources.real(codePath) + '.wxs';
    if (!fs.existsSync(file)) return void problems.push(`${sources.label(file)}: missing file`);
    const source = fs.readFileSync(file, 'utf8');
    group.addScript(codePath, wxsToScript(source));
    for (const [, required] of source.matchAll(/require\(\s*['"]([^'"]+)['"]\s*\)/g)) {
      addScript(sources.resolve(codePath, required));
    }
  };

  const addTemplate = (codePath, component) => {
    const file = sources.real(codePath) + '.wxml';
    if (!fs.existsSync(file)) return void problems.push(`${sources.label(file)}: missing file`);
    const source = fs.readFileSync(file, 'utf8');
    checkTags(sources, component, file, source);
    if (templates.has(codePath)) return;
    templates.add(codePath);
    const inlined = source.replace(
      /(<wxs\b[^>]*[^/]>)([\s\S]*?)(<\/wxs>)/g,
      (_, open, body, end) => open + wxsToScript(body) + end,
    );
    for (const said of group.addTmpl(codePath, inlined) ?? []) {
      if (!said.isError && !component.own) continue;
      const at = `${sources.label(file)}:${said.startLine + 1}:${said.startColumn + 1}`;
      problems.push(`${at} ${said.message}`);
    }
    for (const used of group.getDirectDependencies(codePath)) {
      addTemplate(used.replace(/\.wxml$/, ''), component);
    }
    for (const used of group.getScriptDependencies(codePath)) addScript(used);
  };

  for (const component of sources.components.values()) addTemplate(component.path, component);
  const code = group.getTmplGenObjectGroups();
  group.free();
  return { code, count: templates.size };
}

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
