/** Every test of modules and components, in one process: starting one for each file takes longer than the tests. */
import fs from 'node:fs';

for (const folder of ['unit/', 'components/']) {
  const here = new URL(folder, import.meta.url);
  for (const name of fs.readdirSync(here)) {
    if (name.endsWith('.test.mjs')) await import(new URL(name, here));
  }
}
