"""`python -m ops import`, `retire` and `publish` as people start them: what is stored and what is said."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from common.domain.job import Job
from common.runtime.crypto import FieldCipher
from common.runtime.settings import parse_keys
from common.store.jobs import Jobs
from common.store.merchants import Merchants
from ops.__main__ import main
from tests.ops.test_programs import KEY, Environ, environ
from tests.ops.world import Db
from tests.support.merchants import a_merchant
from tests.support.service import MONDAY
from tests.unit.ops.conftest import SOUND

__all__ = ["environ"]


def test_a_new_hospital_from_nothing(
    db: Db, environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    environ(db, DATA_KEYS=f"k1:{KEY}", HASH_KEYS=f"h1:{KEY}")
    cipher = FieldCipher(parse_keys("DATA_KEYS", f"k1:{KEY}"))
    Merchants(db, cipher).put(a_merchant("m1"))
    db["slots"].create_index("somebody_elses")
    assert main(["indexes"]) == 0
    assert "没有声明过的索引：slots.somebody_elses_1\n    → " in capsys.readouterr().out
    assert "hospital_id_date" in db["slots"].index_information()
    assert main(["import", str(tmp_path)]) == 0
    assert _said(capsys) == (
        "已导入：商户 0、消息模板 1、医院 2、科室 3、医生 2、出诊 3、停诊和加诊 3（新增 13、修改 0、停用 0、不变 0）\n"
        "    → 运行 publish，生成新的号源\n"
    )
    environ(db)
    assert main(["publish"]) == 0, "laying out slots needs no key"
    made = db["slots"].count_documents({})
    assert made > 0
    assert _said(capsys) == f"2 家医院、18 天，新生成 {made} 个时段\n"
    assert main(["publish"]) == 0
    assert _said(capsys) == "2 家医院、18 天，新生成 0 个时段\n"
    assert main(["verify", "--settled"]) == 0


def _own_files(folder: Path, hospital: str, prefix: str) -> Path:
    """The files of one hospital alone, with ids of its own."""
    folder.mkdir()
    texts = {
        "hospitals.csv": f"hospital_id,name,level,district,address\n{hospital},演示{hospital},社区,甲区,甲路 1 号\n",
        "departments.csv": f"department_id,hospital_id,name\n{prefix}k,{hospital},眼科\n",
        "doctors.csv": "doctor_id,hospital_id,department_id,name,title,fee_fen\n"
        f"{prefix}p,{hospital},{prefix}k,甲乙,医师,0\n",
        "timetable.csv": "doctor_id,weekday,period,visit_kind,start,end,slot_minutes,seats_per_slot\n"
        f"{prefix}p,1,上午,普通,08:00,09:00,30,2\n",
        "rules.csv": "hospital_id,rule,value\n",
    }  # fmt: skip
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_hospitals_own_files_leave_every_other_hospital_and_the_platform_alone(
    db: Db, environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ(db, DATA_KEYS=f"k1:{KEY}")
    first = _own_files(tmp_path / "a", "ha", "a-")
    assert main(["import", str(first)]) == 0
    db["settings"].insert_one({"_id": "platform_rules", "hold_minutes": 20})
    before = _all_of(db)
    assert main(["import", str(_own_files(tmp_path / "b", "hb", "b-"))]) == 0
    assert [raw for raw in _all_of(db) if raw in before] == before
    capsys.readouterr()
    assert main(["import", str(first)]) == 0
    assert "（新增 0、修改 0、停用 0、不变 4）" in capsys.readouterr().out
    assert main(["import", str(_own_files(tmp_path / "c", "hc", "a-"))]) == 1
    assert capsys.readouterr().err == (
        "departments.csv 第 2 行 [department_id 科室编号]：编号 a-k 已是另一家医院的，请换一个编号\n"
        "doctors.csv 第 2 行 [doctor_id 医生编号]：编号 a-p 已是另一家医院的，请换一个编号\n"
        "什么也没导入，原数据没变，2 处要改\n    → 改好以后再导入一次\n"
    )
    assert main(["verify", "--settled"]) == 0


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said to people, without the lines of the log."""
    lines = capsys.readouterr().out.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("{"))


def _all_of(db: Db) -> list[Any]:
    names = ("hospitals", "departments", "doctors", "clinics", "settings")
    return [raw for name in names for raw in db[name].find({}).sort("_id", 1)]


def test_a_hospital_is_retired_and_comes_back(
    db: Db, environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ(db, DATA_KEYS=f"k1:{KEY}")
    own = _own_files(tmp_path / "a", "ha", "a-")
    assert main(["import", str(own)]) == 0
    capsys.readouterr()
    assert main(["retire", "ha"]) == 0
    assert _said(capsys) == ("ha 已停用（新增 0、修改 1、停用 3、不变 0）；已有的预约不受影响\n")
    assert [raw for raw in _all_of(db) if raw["active"]] == []
    assert main(["retire", "ha"]) == 1
    assert capsys.readouterr().err == "没有正在使用的医院 ha\n"
    assert main(["import", str(own)]) == 0
    assert all(raw["active"] for raw in _all_of(db))
    assert main(["import", str(own)]) == 0  # changes nothing, and is no entry
    entries = [*db["audit"].find({"chain": "hospital.ha"}).sort("seq", 1)]
    assert [raw["verb"] for raw in entries] == ["ops.import", "ops.retire", "ops.import"]
    assert {raw["actor"]["staff_id"] for raw in entries} == {"ops"}
    retired = {each["field"]: each["after"] for each in entries[1]["changed"]}
    assert (retired["changed"], retired["retired"]) == (1, 3)
    jobs = {raw["audit"] for raw in db["jobs"].find({})}
    assert jobs == {raw["_id"] for raw in entries}


def test_an_import_of_a_hospital_that_somebody_else_is_writing(
    db: Db, environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ(db, DATA_KEYS=f"k1:{KEY}")
    own = _own_files(tmp_path / "a", "ha", "a-")
    assert main(["import", str(own)]) == 0
    db["hospitals"].update_one({}, {"$set": {"held_by": "job"}})
    job = {
        "_id": "job",
        "kind": "import",
        "hospital_id": "ha",
        "base_rev": 0,
        "parts": 1,
        "by": "x",
    }
    db["jobs"].insert_one({**job, "created_at": MONDAY, "due_at": MONDAY + timedelta(minutes=1)})
    capsys.readouterr()
    assert main(["import", str(own)]) == 1
    assert capsys.readouterr().err == (
        "医院 ha 没有导入：这家医院正在写入另一次修改，请过两分钟再试\n    → 再导入一次\n"
    )
    assert main(["publish"]) == 1
    assert _said(capsys) == (
        "没有做完：1 家医院、0 天，新生成 0 个时段\n    → 再运行一次 publish\n"
    )


def test_of_several_hospitals_the_refused_one_is_named_and_those_written(
    db: Db, environ: Environ, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environ(db, DATA_KEYS=f"k1:{KEY}")
    Merchants(db, FieldCipher(parse_keys("DATA_KEYS", f"k1:{KEY}"))).put(a_merchant("m1"))
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert main(["import", str(tmp_path)]) == 0
    db["hospitals"].update_one({"_id": "h2"}, {"$set": {"held_by": "job"}})
    job = {
        "_id": "job",
        "kind": "import",
        "hospital_id": "h2",
        "base_rev": 0,
        "parts": 1,
        "by": "x",
    }
    db["jobs"].insert_one({**job, "created_at": MONDAY, "due_at": MONDAY + timedelta(minutes=1)})
    departments = (tmp_path / "departments.csv").read_text(encoding="utf-8")
    (tmp_path / "departments.csv").write_text(
        departments.replace("心内科", "心脏内科"), encoding="utf-8"
    )
    capsys.readouterr()
    assert main(["import", str(tmp_path)]) == 1
    assert capsys.readouterr().err == (
        "已导入 h1。医院 h2 没有导入：这家医院正在写入另一次修改，请过两分钟再试\n    → 再导入一次\n"
    )
    assert db["departments"].count_documents({"name": "心脏内科"}) == 1


def test_an_import_that_the_sweep_begins_to_write_first(
    db: Db,
    environ: Environ,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environ(db, DATA_KEYS=f"k1:{KEY}")
    begin = Jobs.begin

    def begun_and_taken(self: Jobs, job: Job) -> None:
        begin(self, job)
        assert self.lease(job.id, job.created_at, job.created_at + timedelta(hours=1))

    monkeypatch.setattr(Jobs, "begin", begun_and_taken)
    assert main(["import", str(_own_files(tmp_path / "a", "ha", "a-"))]) == 1
    assert capsys.readouterr().err == (
        "医院 ha 没有导入：这家医院正在写入另一次修改，请过两分钟再试\n    → 再导入一次\n"
    )


@pytest.mark.parametrize(("stage", "code"), [("production", 1), ("development", 0)])
def test_relative_days_are_for_demo_data_only(
    db: Db,
    environ: Environ,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    stage: str,
    code: int,
) -> None:
    for name, text in SOUND.items():
        (tmp_path / name).write_text(text.replace("2026-12-07", "+2"), encoding="utf-8")
    environ(db, DATA_KEYS=f"k1:{KEY}", STAGE=stage)
    Merchants(db, FieldCipher(parse_keys("DATA_KEYS", f"k1:{KEY}"))).put(a_merchant())
    assert main(["import", str(tmp_path)]) == code
    printed = capsys.readouterr()
    if code:
        assert "exceptions.csv" in printed.err
        assert db["hospitals"].count_documents({}) == 0
    else:
        dates = {raw["date"] for raw in db["clinic_exceptions"].find({})}
        assert "2026-03-04" in dates
