/** Whatever the service may name has words here: its verbs, the fields of its tables, a hospital's rules. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { load, root } from '../support.mjs';

const { FIELDS, verbWords } = await load('present/audit.ts');
const { ORDER, ruleOf } = await load('present/rules.ts');

const ASKED = `
import json
from common.domain.hospital_catalogue import Changes
from common.domain.permission_table import COMING, OPEN, TABLE
from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules
from common.importing.edit import TABLES
from common.importing.notice_row import NoticeRow
built = [verb for verb in TABLE if not {verb, verb.split(".")[0]} & COMING]
fields = sorted({name for table in (*TABLES.values(), NoticeRow) for name in table.model_fields} | set(Changes.model_fields))
print(json.dumps({"verbs": built, "fields": fields, "rules": [*HospitalRules.model_fields, *PlatformRules.model_fields]}))
`;
const named = JSON.parse(
  execFileSync(path.join(root, '.venv/bin/python'), ['-c', ASKED], { cwd: root, encoding: 'utf8' }),
);

test('every rule of a hospital and of the platform has a name and a sentence, and there is none that the service does not know', () => {
  assert.deepEqual([...ORDER].sort(), [...named.rules].sort());
  for (const name of ORDER) assert.ok(ruleOf(name).title && ruleOf(name).says('1'), name);
});

test('every verb that may stand in the log has words', () => {
  const verbs = [...named.verbs, 'staff.accept', 'staff.login', 'ops.import', 'ops.retire'];
  assert.ok(verbs.length > 30);
  assert.deepEqual(
    verbs.filter((verb) => verbWords(verb) === '其他操作'),
    [],
  );
  assert.equal(verbWords('nobody.knows'), '其他操作');
});

test('every field of a table has a name', () => {
  assert.deepEqual(
    named.fields.filter((field) => !FIELDS[field]),
    [],
  );
});
