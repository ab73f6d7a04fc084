"""The lint that guards the store: each banned operation in a bad sample, beside its harmless neighbour."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.store_lint import STORE, check

ROOT = Path(__file__).resolve().parents[2]

BANNED = {
    "find_one_and_update scans the collection": "c.find_one_and_update({'_id': 1}, {'$set': {}})",
    "find_one_and_delete scans the collection": "c.find_one_and_delete({'_id': 1})",
    "find_one_and_replace scans the collection": "c.find_one_and_replace({'_id': 1}, {})",
    "its command does as well": "db.command('findAndModify', 'slots')",
    "a pipeline update": "c.update_one({'_id': 1}, [{'$set': {'a': 1}}])",
    "a pipeline update by keyword": "c.update_many({'_id': 1}, update=[{'$set': {'a': 1}}])",
    "a pipeline update under a name": "steps = [{'$set': {'a': 1}}]\nc.update_one({'_id': 1}, steps)",
    "$or beside _id": "c.find({'_id': 1, '$or': [{'a': 1}]})",
    "$and beside _id": "c.find({'_id': 1, '$and': [{'a': 1}]})",
    "$nor beside _id": "c.update_one({'$nor': [{'a': 1}], '_id': 1}, {})",
    "$elemMatch with $or": "c.find({'seats': {'$elemMatch': {'$or': [{'claim': None}]}}})",
    "$elemMatch with $or deeper": "c.find({'s': {'$elemMatch': {'a': {'$not': {'$or': []}}}}})",
    "array filters": "c.update_one({}, {'$set': {'a': 1}}, array_filters=[{'s.claim': 1}])",
    "a filtered position": "c.update_one({}, {'$set': {'seats.$[s].claim': 1}})",
    "an aggregation": "list(c.aggregate([{'$match': {}}]))",
    "a range on _id": "c.find({'_id': {'$gt': 'a'}})",
    "a range on _id from both sides": "c.find({'_id': {'$gte': 'a', '$lt': 'b'}})",
    "$text": "c.find({'$text': {'$search': '心'}})",
    "a collation by keyword": "c.find({}, collation={'locale': 'zh'})",
    "a collation by method": "c.find({}).collation({'locale': 'zh'})",
    "a second condition in the query": (
        "c.update_one({'_id': 1, 'seats': {'$elemMatch': {'claim': 1}}, 'seats.until': None},"
        " {'$set': {'seats.$.until': 2}})"
    ),
    "a second condition in the same value": (
        "c.update_one({'_id': 1, 'seats': {'$elemMatch': {'claim': 1}, '$size': 3}},"
        " {'$set': {'seats.$.until': 2}})"
    ),
    "a second condition added later": (
        "def move():\n query = {'_id': 1, 'seats': {'$elemMatch': {'claim': 1}}}\n"
        " query['seats.pool'] = 'phone'\n c.update_one(query, {'$set': {'seats.$.until': 2}})"
    ),
    "a second condition, the write elsewhere in the module": (
        "FREED = {'seats.$.claim': None}\n"
        "def free():\n c.update_one({'_id': 1, 'seats.claim': 1, 'seats.until': None}, {'$set': FREED})"
    ),
}

ALLOWED = {
    "a conditional update": "c.update_one({'_id': 1, 'left': {'$gte': 1}}, {'$inc': {'left': -1}})",
    "one condition on the array that is written": (
        "c.update_one({'_id': 1, 'seats': {'$elemMatch': {'claim': 1, 'until': None}}},"
        " {'$set': {'seats.$.until': 2}, '$push': {'effects': 1}})"
    ),
    "one condition, written and pushed to": (
        "c.update_one({'_id': 1, 'money': {'$elemMatch': {'transaction_id': 1}}},"
        " {'$set': {'money.$.disposition': 'refund'}, '$push': {'money': 1}, '$pull': {'money': 2}})"
    ),
    "$or without _id": "c.find({'active': True, '$or': [{'name': 1}, {'words': 1}]})",
    "one of some ids": "c.find({'_id': {'$in': ['a', 'b']}})",
    "two conditions on an array nobody writes by position": "c.find({'tags.a': 1, 'tags.b': 2})",
    "no collation": "c.find({}, collation=None)",
    "a range on something else": "c.find({'due_at': {'$lte': 1}})",
    "a list that is inserted": "c.insert_many([{'_id': 1}])",
}


@pytest.mark.parametrize("name", BANNED)
def test_what_the_protocol_bans_is_refused(name):
    assert check(BANNED[name], "bad.py"), name


@pytest.mark.parametrize("name", ALLOWED)
def test_its_harmless_neighbour_is_not(name):
    assert check(ALLOWED[name], "good.py") == []


def test_a_finding_names_file_and_line():
    (finding,) = check("a = 1\n\nc.aggregate([])\n", "common/store/bad.py")
    assert str(finding) == "common/store/bad.py:3: aggregation is banned"


def test_the_store_is_clean():
    found = [f for file in STORE.rglob("*.py") for f in check(file.read_text("utf-8"), file.name)]
    assert found == []
    assert len(list(STORE.rglob("*.py"))) > 10


def test_the_command_prints_what_it_finds_and_fails(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("c.find({'$text': {}})\n", "utf-8")
    run = [sys.executable, "-m", "tools.store_lint"]
    clean = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    dirty = subprocess.run([*run, bad], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (clean.returncode, clean.stdout) == (0, "")
    assert (dirty.returncode, dirty.stdout) == (1, f"{bad}:1: $text is banned\n")


def test_the_store_would_not_stay_clean_if_its_guard_were_doubled():
    """The rule about a second condition, tried on the real module and not on a sample of ours."""
    source = (STORE / "slots.py").read_text("utf-8")
    guard = '"seats": {"$elemMatch": {"claim": None, "pool": pool.value}},'
    assert guard in source
    doubled = source.replace(guard, guard + ' "seats.until": None,')
    assert any("second condition on seats" in finding.message for finding in check(doubled, "s.py"))
