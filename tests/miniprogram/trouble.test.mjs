/** Waiting and bad days, in a browser, against a running service of their own: they take as long as the journey. */
import { after, before } from 'node:test';
import { emulator, start } from './service.mjs';
import './stories/waitlist.mjs';
import './stories/bad-days.mjs';
import './stories/paying.mjs';

before(start);
after(() => emulator.close());
