/**
 * WXSS to CSS: rpx to vw, `page` and built-in tags to their DOM names, page styles scoped to their page,
 * classes of isolated components prefixed.
 */
import fs from 'node:fs';
import path from 'node:path';
import postcss from 'postcss';
import selectorParser from 'postcss-selector-parser';
import { BUILTIN_TAGS } from '../runtime/components/tags.mjs';
import { lengthsToCss } from '../runtime/lengths.mjs';

/** @returns {Record<string, string>} CSS by path */
export function compileStyles(sources) {
  const styles = {};
  const appFile = path.join(sources.root, 'app.wxss');
  if (fs.existsSync(appFile)) styles.app = compileFile(sources, appFile, { own: true });
  for (const component of sources.components.values()) {
    const file = component.file + '.wxss';
    if (fs.existsSync(file)) styles[component.path] = compileFile(sources, file, component);
  }
  return styles;
}

function compileFile(sources, file, component) {
  let root;
  try {
    root = postcss.parse(inline(sources, file), { from: file });
  } catch (error) {
    sources.problems.push(
      `${sources.label(file)}:${error.line ?? 1} ${error.reason ?? error.message}`,
    );
    return '';
  }
  const selectors = selectorParser((list) => rename(list, component));
  root.walkRules((rule) => {
    const inKeyframes = rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name);
    if (!inKeyframes) rule.selector = selectors.processSync(rule.selector);
  });
  root.walkAtRules((rule) => {
    rule.params = lengthsToCss(rule.params);
  });
  root.walkDecls((decl) => {
    decl.value = lengthsToCss(decl.value);
    const local = decl.value.match(/url\(\s*['"]?(?!data:|https?:|#)([^'")]+)/);
    if (local && component.own) {
      const at = `${sources.label(file)}:${decl.source?.start?.line ?? 1}`;
      sources.problems.push(`${at} WXSS cannot load the local file ${local[1]}`);
    }
  });
  return root.toString();
}

/** Selectors as the DOM has them: tags by their DOM names, classes by their scope, a page's own within it. */
function rename(list, { scope = '', isPage = false, path: route }) {
  list.walkClasses((node) => {
    if (scope) node.value = `${scope}--${node.value}`;
  });
  list.walkTags((node) => {
    if (node.value === 'page' || BUILTIN_TAGS.includes(node.value)) node.value = `wx-${node.value}`;
  });
  list.walkPseudos((node) => {
    if (node.value === ':host') node.replaceWith(host(scope));
  });
  // :where adds no specificity, so that app, page and component styles meet as they do on a phone.
  if (!isPage || scope) return;
  list.each((selector) => {
    selector.prepend(selectorParser.pseudo({ value: `:where([data-route="${route}"]) ` }));
  });
}

const host = (value) =>
  selectorParser.attribute({
    attribute: 'wx-host',
    operator: '=',
    value,
    quoteMark: '"',
    raws: {},
  });

function inline(sources, file, above = []) {
  if (above.includes(file)) return '';
  if (!fs.existsSync(file)) {
    sources.problems.push(`${sources.label(file)}: missing file`);
    return '';
  }
  return fs
    .readFileSync(file, 'utf8')
    .replace(/@import\s+(?:url\()?['"]([^'"]+)['"]\)?\s*;/g, (_, ref) => {
      const target = ref.startsWith('/')
        ? sources.real(ref.slice(1))
        : path.resolve(path.dirname(file), ref);
      return inline(sources, target, [...above, file]);
    });
}
