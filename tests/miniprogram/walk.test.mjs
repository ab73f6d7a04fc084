/** Where somebody tries it: the page that `make run` prints, on a phone and on a desk. */
import { after, before } from 'node:test';
import { emulator, start } from './service.mjs';
import './stories/walk.mjs';
import './stories/newborn.mjs';
import './stories/offline.mjs';

before(start);
after(() => emulator.close());
