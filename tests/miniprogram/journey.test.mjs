/** A patient's way, in a browser, against a running service. */
import { after, before } from 'node:test';
import { emulator, start } from './service.mjs';
import './stories/journey.mjs';
import './stories/habits.mjs';

before(start);
after(() => emulator.close());
