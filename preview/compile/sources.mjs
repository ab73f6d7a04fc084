/**
 * Reads what a mini-program consists of: app.json, its pages, the components they use, and where each
 * file really is. A "path" here is a code-package path as WeChat knows it: no leading slash, no suffix,
 * npm packages under `miniprogram_npm/`.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Where npm packages may be: every node_modules from the root of the mini-program upwards. */
function nodeModulesAbove(root) {
  const found = [];
  for (let dir = root; ; dir = path.dirname(dir)) {
    found.push(path.join(dir, 'node_modules'));
    if (dir === path.dirname(dir)) return found.filter((d) => fs.existsSync(d));
  }
}

const normalize = (p) => path.posix.normalize(p).replace(/^\//, '');

export class Sources {
  /** @param {string} root folder of app.json  @param {string[]} problems filled as they are met */
  constructor(root, problems) {
    this.root = path.resolve(root);
    this.problems = problems;
    this.nodeModules = nodeModulesAbove(this.root);
    this.app = this.readJson(path.join(this.root, 'app.json')) ?? { pages: [] };
    this.pages = [
      ...(this.app.pages ?? []),
      ...(this.app.subPackages ?? this.app.subpackages ?? []).flatMap((sub) =>
        sub.pages.map((page) => path.posix.join(sub.root, page)),
      ),
    ];
    /** @type {Map<string, {path: string, file: string, json: any, using: Record<string, string>, isPage: boolean, own: boolean, scope: string}>} */
    this.components = new Map();
    for (const page of this.pages) this.#visit(page, true);
    this.#checkApp();
    this.#nameScopes();
  }

  /** Name of a file as a person looks for it in a message. */
  label(file) {
    return path.relative(this.root, file);
  }

  readJson(file) {
    if (!fs.existsSync(file)) {
      this.problems.push(`${this.label(file)}: missing file`);
      return null;
    }
    try {
      return JSON.parse(fs.readFileSync(file, 'utf8'));
    } catch (error) {
      this.problems.push(`${this.label(file)}: ${error.message}`);
      return null;
    }
  }

  /** The real file (without suffix) of a code-package path. */
  real(codePath) {
    const direct = path.join(this.root, codePath);
    if (!codePath.startsWith('miniprogram_npm/') || fs.existsSync(path.dirname(direct)))
      return direct;
    const [, name, rest = ''] = codePath.match(/^miniprogram_npm\/((?:@[^/]+\/)?[^/]+)\/?(.*)$/);
    for (const dir of this.nodeModules) {
      const manifest = path.join(dir, name, 'package.json');
      if (!fs.existsSync(manifest)) continue;
      const { miniprogram = 'miniprogram_dist' } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
      return path.join(dir, name, miniprogram, rest);
    }
    return direct;
  }

  /** A reference written in the file `from`, as a code-package path. */
  resolve(from, ref) {
    if (ref.startsWith('/')) return normalize(ref);
    return normalize(path.posix.join(path.posix.dirname(from), ref));
  }

  #resolveComponent(from, ref) {
    const beside = this.resolve(from, ref);
    if (/^[./]/.test(ref) || fs.existsSync(this.real(beside) + '.json')) return beside;
    return normalize('miniprogram_npm/' + ref);
  }

  #visit(codePath, isPage) {
    if (this.components.has(codePath)) return;
    const file = this.real(codePath);
    const own = !codePath.startsWith('miniprogram_npm/');
    const hasJson = fs.existsSync(file + '.json');
    if (!isPage && !hasJson) {
      this.problems.push(`${codePath}: component not found`);
      return;
    }
    const json = (hasJson && this.readJson(file + '.json')) || {};
    const component = { path: codePath, file, json, using: {}, isPage, own, scope: '' };
    this.components.set(codePath, component);
    // app.json's usingComponents reach every page and component of ours, not those of a package.
    const inherited = own ? (this.app.usingComponents ?? {}) : {};
    for (const [tag, ref] of Object.entries({ ...inherited, ...json.usingComponents })) {
      const from = json.usingComponents && tag in json.usingComponents ? codePath : 'app';
      const target = this.#resolveComponent(from, ref);
      component.using[tag] = '/' + target;
      this.#visit(target, false);
    }
  }

  #checkApp() {
    const tabs = this.app.tabBar?.list ?? [];
    if (this.app.tabBar && (tabs.length < 2 || tabs.length > 5)) {
      this.problems.push('app.json: tabBar needs 2 to 5 items');
    }
    for (const tab of tabs) {
      if (!(this.app.pages ?? []).includes(tab.pagePath)) {
        this.problems.push(`app.json: tab page ${tab.pagePath} is not in "pages"`);
      }
      for (const icon of [tab.iconPath, tab.selectedIconPath].filter(Boolean)) {
        const file = path.join(this.root, icon);
        if (!fs.existsSync(file)) this.problems.push(`app.json: tab icon ${icon} is missing`);
        else if (fs.statSync(file).size > 40 * 1024) {
          this.problems.push(`app.json: tab icon ${icon} is over 40 KB`);
        }
      }
    }
    for (const page of new Set(this.pages)) {
      if (this.pages.indexOf(page) !== this.pages.lastIndexOf(page)) {
        this.problems.push(`app.json: page ${page} stands twice`);
      }
    }
  }

  /** Isolated components get a class prefix of their own: `slot-card--title`. */
  #nameScopes() {
    const used = new Map();
    for (const component of this.components.values()) {
      component.json.styleIsolation ??= this.#isolationInScript(component);
      const isolation = component.json.styleIsolation;
      const shared = isolation
        ? ['shared', 'page-shared'].includes(isolation)
        : component.isPage && !component.json.component;
      if (shared) continue;
      const name = path.posix.basename(component.path);
      const times = used.get(name) ?? 0;
      used.set(name, times + 1);
      component.scope = times ? `${name}${times}` : name;
    }
  }

  /** The adapter reads styleIsolation from JSON only, WeChat also from `options` of the definition. */
  #isolationInScript({ file }) {
    if (!fs.existsSync(file + '.js')) return undefined;
    const script = fs.readFileSync(file + '.js', 'utf8');
    if (/\baddGlobalClass\s*:\s*true/.test(script)) return 'apply-shared';
    return script.match(/\bstyleIsolation\s*[:=]\s*['"]([\w-]+)['"]/)?.[1];
  }
}
