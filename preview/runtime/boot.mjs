/**
 * Starts a built mini-program: the component framework, the app, its pages. Everything a test wants to see
 * or steer is `globalThis.__mini` (errors, warnings, missing wx members, calls, the phone).
 */
import { MiniProgramEnv, glassEasel } from 'glass-easel-miniprogram-adapter';
import { createBackendContext } from './backend.mjs';
import { BUILTINS, BUILTIN_TAGS } from './components/tags.mjs';
import { toDefinition } from './components/define.mjs';
import { Host } from './host.mjs';
import { Pages } from './pages.mjs';
import { createWx } from './wx/index.mjs';
import './wxs.mjs';

export async function boot(pkg) {
  const host = new Host(pkg, globalThis.__problems ?? []);
  globalThis.__mini = host;
  glassEasel.addGlobalErrorListener((error) => host.error(error));
  glassEasel.addGlobalWarningListener((warning) => {
    host.warnings.push(String(warning));
    return false;
  });
  addEventListener('error', (event) => host.error(event.error ?? event.message));
  addEventListener('unhandledrejection', ({ reason }) => host.error(reason?.errMsg ?? reason));
  const params = new URLSearchParams(location.search);
  await host.start(params);
  addStyles(pkg);

  const env = new MiniProgramEnv();
  const { space, backend } = createSpace(pkg, host, env);
  host.pages = new Pages(host, pkg, { space, backend });
  host.screen.append(host.pages.tabBar.node);
  globalThis.getCurrentPages = () => host.pages.stack.map((entry) => entry.page);
  globalThis.wx = createWx(host);
  let app = {};
  globalThis.App = (definition) => {
    app = definition;
  };
  globalThis.getApp = () => app;
  host.app = () => app;
  define(pkg, space);
  host.launch(params);
}

/** Packages first, then our components, then app.wxss, then pages: the later wins, as on a phone. */
function addStyles({ styles, pages }) {
  const rank = (path) => {
    if (pages.includes(path)) return 3;
    if (path === 'app') return 2;
    return path.startsWith('miniprogram_npm/') ? 0 : 1;
  };
  const paths = Object.keys(styles).sort((a, b) => rank(a) - rank(b));
  const sheet = document.createElement('style');
  sheet.textContent = paths.map((path) => `/* ${path} */\n${styles[path]}`).join('\n');
  document.head.append(sheet);
}

function createSpace(pkg, host, env) {
  const builtins = env.getGlobalCodeSpace().getComponentSpace();
  for (const description of BUILTINS) builtins.defineComponent(toDefinition(description, host));
  const space = env.createCodeSpace('', true);
  const components = space.getComponentSpace();
  components.updateComponentOptions({ writeIdToDOM: true });
  for (const tag of BUILTIN_TAGS) {
    components.setGlobalUsingComponent(tag, builtins.getComponentByUrl(tag, ''));
  }
  // The framework leaves the `ready` lifetime to its host: once, after the first attach.
  const readied = new WeakSet();
  space.setOverallBehavior(
    components.defineBehavior({
      lifetimes: {
        attached() {
          const component = this._$ ?? this;
          if (readied.has(component)) return;
          readied.add(component);
          Promise.resolve().then(() => component.triggerLifetime('ready', []));
        },
      },
    }),
  );
  for (const [path, config] of Object.entries(pkg.configs)) {
    space.addComponentStaticConfig(path, config);
    space.addStyleSheet(path, undefined, pkg.scopes[path] || undefined);
    const content = pkg.templates[path];
    if (content) space.addCompiledTemplate(path, { groupList: pkg.templates, content });
  }
  return { space, backend: env.associateBackend(createBackendContext(glassEasel, host)) };
}

/** Runs app.js and every page's and component's script, each with its own Page and Component. */
function define(pkg, space) {
  globalThis.Behavior = (definition) => space.behavior().definition(definition).register();
  pkg.runApp();
  for (const [path, load] of pkg.modules) {
    space.componentEnv(path, ({ Page, Component }) => {
      Object.assign(globalThis, { Page, Component });
      load();
    });
  }
}
