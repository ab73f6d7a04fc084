/** Both versions, as the service tells them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../support.mjs';

const { staleGrants } = await load('present/stale.ts');

test('both versions come out, with when theirs was saved', () => {
  const changed = [{ field: 'grants', yours: [{ role: 'desk' }], theirs: [] }];
  const told = staleGrants({ rev: 3, by: 's1', at: '2026-11-25T08:30:00+08:00', changed });
  assert.deepEqual(told, {
    rev: 3,
    at: '2026-11-25T08:30:00+08:00',
    yours: [{ role: 'desk' }],
    theirs: [],
  });
});

test('what is not of that form is not taken for it', () => {
  assert.equal(staleGrants({}), null);
  assert.equal(
    staleGrants({ rev: 1, changed: [{ field: 'name', yours: 'a', theirs: 'b' }] }),
    null,
  );
});
