/**
 * WXSS to CSS: rpx to vw, `page` and built-in tags to their DOM names, page styles scoped to their page,
 * classes of isolated components prefixed, no font from the network.
 */
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import postcss from 'postcss';
import selectorParser from 'postcss-selector-parser';
import { BUILTIN_TAGS } from '../runtime/components/tags.mjs';
import { lengthsToCss } from '../runtime/lengths.mjs';

/** @returns {{styles: Record<string, string>, icons: Map<string, string>}} CSS by path; icon name → SVG file */
export function compileStyles(sources) {
  const icons = new IconFont();
  const styles = {};
  const appFile = path.join(sources.root, 'app.wxss');
  if (fs.existsSync(appFile)) styles.app = compileFile(sources, appFile, { own: true }, icons);
  for (const component of sources.components.values()) {
    const file = component.file + '.wxss';
    if (fs.existsSync(file)) styles[component.path] = compileFile(sources, file, component, icons);
  }
  return { styles, icons: icons.used };
}

function compileFile(sources, file, { scope = '', isPage = false, path: route, own }, icons) {
  let root;
  try {
    root = postcss.parse(inline(sources, file), { from: file });
  } catch (error) {
    sources.problems.push(
      `${sources.label(file)}:${error.line ?? 1} ${error.reason ?? error.message}`,
    );
    return '';
  }
  const selectors = selectorParser((list) => {
    list.walkClasses((node) => {
      if (scope) node.value = `${scope}--${node.value}`;
    });
    list.walkTags((node) => {
      if (node.value === 'page' || BUILTIN_TAGS.includes(node.value))
        node.value = `wx-${node.value}`;
    });
    list.walkPseudos((node) => {
      if (node.value !== ':host') return;
      node.replaceWith(
        selectorParser.attribute({
          attribute: 'wx-host',
          operator: '=',
          value: scope,
          quoteMark: '"',
          raws: {},
        }),
      );
    });
    // :where adds no specificity, so that app, page and component styles meet as they do on a phone.
    if (isPage && !scope) {
      list.each((selector) => {
        selector.prepend(selectorParser.pseudo({ value: `:where([data-route="${route}"]) ` }));
      });
    }
  });
  root.walkRules((rule) => {
    const inKeyframes = rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name);
    if (!inKeyframes) rule.selector = selectors.processSync(rule.selector);
    icons.replace(rule);
  });
  root.walkAtRules('font-face', (rule) => {
    rule.walkDecls('src', (decl) => {
      if (/https?:/.test(decl.value)) decl.remove();
    });
  });
  root.walkAtRules((rule) => {
    rule.params = lengthsToCss(rule.params);
  });
  root.walkDecls((decl) => {
    decl.value = lengthsToCss(decl.value);
    const local = decl.value.match(/url\(\s*['"]?(?!data:|https?:|icons\/|#)([^'")]+)/);
    if (local && own) {
      const at = `${sources.label(file)}:${decl.source?.start?.line ?? 1}`;
      sources.problems.push(`${at} WXSS cannot load the local file ${local[1]}`);
    }
  });
  return root.toString();
}

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

/** TDesign draws its icons with a font from a CDN; here each becomes a mask of the same icon's SVG. */
class IconFont {
  constructor() {
    const manifest = createRequire(import.meta.url).resolve('tdesign-icons-svg/package.json');
    this.folder = path.join(path.dirname(manifest), 'src');
    this.used = new Map();
  }

  replace(rule) {
    const name = rule.selector.match(/t-icon-([a-z0-9-]+):+before$/)?.[1];
    const file = name && path.join(this.folder, `${name}.svg`);
    if (!file || !fs.existsSync(file)) return;
    this.used.set(name, file);
    rule.removeAll();
    rule.append(
      { prop: 'content', value: '""' },
      { prop: 'display', value: 'block' },
      { prop: 'width', value: '1em' },
      { prop: 'height', value: '1em' },
      { prop: 'background', value: 'currentColor' },
      { prop: 'mask', value: `url(icons/${name}.svg) center/contain no-repeat` },
    );
  }
}
