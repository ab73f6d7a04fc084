/** Who may take from whom in the JavaScript: the arrows of CONTRIBUTING.md, and no circles. */

/** A module of `rooms` takes from the folder `house` nothing but `allowed`. */
const takesOnly = (house, rooms, allowed) => ({
  name: `${house}/${rooms} takes from ${allowed}`,
  severity: 'error',
  from: { path: `^${house}/(${rooms})/` },
  to: { path: `^${house}/`, pathNot: `^${house}/(${allowed})` },
});

export default {
  forbidden: [
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'nothing missing',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
    takesOnly('miniprogram', 'utils', 'utils/|vendor/'),
    takesOnly('miniprogram', 'present', 'present/|utils/'),
    takesOnly('miniprogram', 'services', 'services/|utils/|config.js$'),
    takesOnly('miniprogram', 'framework', 'framework/|services/|utils/'),
    takesOnly('miniprogram', 'pages|packages|components', 'framework/|present/|services/|utils/'),
    takesOnly('preview', 'runtime', 'runtime/'),
    takesOnly('staff', 'present', 'present/|services/contracts'),
    takesOnly('staff', 'services', 'services/'),
    takesOnly('staff', 'parts', 'parts/|present/|services/'),
    takesOnly('staff', 'pages', 'parts/|present/|services/'),
    {
      name: 'each stands by itself',
      severity: 'error',
      from: { path: '^(miniprogram|preview|emulator/console|staff)/' },
      to: { dependencyTypes: ['local'], pathNot: '^$1/' },
    },
    {
      name: 'the mini-program carries no package',
      severity: 'error',
      from: { path: '^miniprogram/', pathNot: '^miniprogram/tools/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.ts$' },
    moduleSystems: ['cjs', 'es6'],
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.js', '.mjs', '.ts', '.vue', '.d.ts'],
    },
  },
};
