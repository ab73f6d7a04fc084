/** Every story of a patient, in a browser, against one running service. */
import { after, before } from 'node:test';
import { emulator, start } from './support.mjs';
import './stories/journey.mjs';
import './stories/waitlist.mjs';
import './stories/bad-days.mjs';

before(start);
after(() => emulator.close());
