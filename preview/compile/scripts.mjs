/** Bundles the mini-program's JavaScript with the host, and finds members of `wx` that the host lacks. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import esbuild from 'esbuild';
import { WX_MEMBERS } from '../runtime/wx/index.mjs';

const RUNTIME = fileURLToPath(new URL('../runtime/boot.mjs', import.meta.url));
const firstFile = (candidates) =>
  candidates.find((file) => fs.existsSync(file) && fs.statSync(file).isFile());
const asScript = (file) => firstFile([file, `${file}.js`, path.join(file, 'index.js')]);

/** Writes `mini.js` and its source map into `outDir`. */
export async function bundle(sources, { templates, styles, outDir, minify }) {
  const contents = entry(sources, { templates, styles });
  const { warnings, metafile } = await esbuild.build({
    stdin: { contents, resolveDir: sources.root, sourcefile: 'entry.js' },
    outfile: path.join(outDir, 'mini.js'),
    bundle: true,
    format: 'iife',
    target: 'es2020',
    minify,
    sourcemap: 'linked',
    logLevel: 'silent',
    metafile: true,
    define: { 'process.env.NODE_ENV': '"development"', global: 'globalThis' },
    plugins: [miniprogramPaths(sources)],
  });
  for (const { text, location } of warnings) {
    if (location && !location.file.includes('node_modules')) {
      sources.problems.push(`${location.file}:${location.line} ${text}`);
    }
  }
  for (const file of ownScripts(sources, metafile)) checkWxMembers(sources, file);
}

/** The script that starts it all: what was compiled, and every page and component to be loaded. */
function entry(sources, { templates, styles }) {
  const components = [...sources.components.values()];
  const appFile = scriptOf(sources, path.join(sources.root, 'app'));
  const modules = components.map((component) => [
    component.path,
    scriptOf(sources, component.file),
  ]);
  const load = (file) => `() => require(${JSON.stringify(file)})`;
  return `
    import { boot } from ${JSON.stringify(RUNTIME)}
    boot({
      app: ${JSON.stringify(sources.app)},
      pages: ${JSON.stringify(sources.pages)},
      configs: ${JSON.stringify(configsOf(components))},
      scopes: ${JSON.stringify(Object.fromEntries(components.map((c) => [c.path, c.scope])))},
      styles: ${JSON.stringify(styles)},
      templates: (${templates}),
      runApp: ${appFile ? load(appFile) : '() => {}'},
      modules: [${modules.flatMap(([name, file]) => (file ? `[${JSON.stringify(name)}, ${load(file)}]` : []))}],
    })`;
}

function scriptOf(sources, file) {
  const found = firstFile([`${file}.js`]);
  if (!found) sources.problems.push(`${sources.label(file)}.js: missing file`);
  return found;
}

const configsOf = (components) =>
  Object.fromEntries(
    components.map((c) => [
      c.path,
      { ...c.json, component: !!c.json.component, usingComponents: c.using },
    ]),
  );

const ownScripts = (sources, metafile) =>
  Object.keys(metafile.inputs)
    .map((input) => path.resolve(input))
    .filter((file) => file.startsWith(sources.root + path.sep) && fs.existsSync(file))
    .filter((file) => !/node_modules|miniprogram_npm/.test(file));

/** `require('/x')` starts at the root, a bare name at the nearest miniprogram_npm, as in WeChat. */
function miniprogramPaths(sources) {
  return {
    name: 'miniprogram-paths',
    setup(build) {
      build.onResolve({ filter: /^\// }, ({ path: ref }) => {
        const found = asScript(ref) ?? asScript(path.join(sources.root, ref));
        return found && { path: found };
      });
      build.onResolve({ filter: /^[^./]/ }, ({ path: ref, resolveDir }) => {
        for (let dir = resolveDir; dir !== path.dirname(dir); dir = path.dirname(dir)) {
          const found = asScript(path.join(dir, 'miniprogram_npm', ref));
          if (found) return { path: found };
        }
        const found = asScript(sources.real(`miniprogram_npm/${ref}`));
        return found && { path: found };
      });
    },
  };
}

/** What `wx.member` and `wx.cloud.member` the file names, against what the host has. */
export function checkWxMembers(sources, file) {
  const tree = parse(fs.readFileSync(file, 'utf8'), {
    ecmaVersion: 'latest',
    sourceType: 'module',
    locations: true,
    allowReturnOutsideFunction: true,
  });
  full(tree, (node) => {
    const chain = memberChain(node);
    if (!chain || chain[0] !== 'wx' || chain.length < 2) return;
    const known = chain.length === 2 ? WX_MEMBERS[''] : WX_MEMBERS[chain[1]];
    const member = chain.at(-1);
    if (chain.length > 3 || !known || known.has(member)) return;
    const at = `${sources.label(file)}:${node.loc.start.line}`;
    sources.problems.push(`${at} the preview has no ${chain.join('.')}`);
  });
}

function memberChain(node) {
  if (node.type === 'Identifier') return [node.name];
  if (node.type !== 'MemberExpression' || node.computed) return null;
  const owner = memberChain(node.object);
  return owner && [...owner, node.property.name];
}
