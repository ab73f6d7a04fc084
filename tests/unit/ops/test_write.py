"""What is stored, in which order, and what is left alone. The stores themselves are tried on a real database."""

from pathlib import Path
from typing import Any, cast

import pytest

from ops.importing import ImportRefused
from ops.importing.write import import_directory
from tests.unit.ops.conftest import Edit
from tests.unit.ops.test_keys import keyed, rsa_key

__all__ = ["keyed", "rsa_key"]


class Recorder:
    """Stands for all three stores: remembers what it was told, and knows some merchants."""

    def __init__(self, known: tuple[str, ...] = ("m1",)) -> None:
        self.known = known
        self.told: list[str] = []
        self.stored: list[dict[str, Any]] = []

    def get(self, name: str) -> dict[str, Any] | None:
        return {"id": name} if name in self.known else None

    def outlines(self) -> list[dict[str, Any]]:
        return self.stored

    def put(self, item: Any) -> None:
        self.told.append("put")

    def set_platform_rules(self, rules: Any) -> None:
        self.told.append("rules")

    def __getattr__(self, name: str) -> Any:
        def put(items: list[Any]) -> int:
            self.told.append(name.removeprefix("put_"))
            return len(items)

        return put


def run(folder: Path, recorder: Recorder) -> dict[str, int]:
    stores = cast(Any, recorder)
    return import_directory(folder, stores, stores, stores)


def test_what_is_referred_to_is_stored_first(folder: Path) -> None:
    recorder = Recorder()
    assert run(folder, recorder) == {
        "merchants": 0, "hospitals": 2, "departments": 3, "doctors": 2, "clinics": 3,
        "exceptions": 3, "message_templates": 1,
    }  # fmt: skip
    assert recorder.told == [
        "rules", "hospitals", "departments", "doctors", "clinics", "exceptions", "put"
    ]  # fmt: skip


def test_exceptions_stay_when_their_file_is_not_there(folder: Path) -> None:
    (folder / "exceptions.csv").unlink()
    recorder = Recorder()
    assert "exceptions" not in run(folder, recorder)
    assert "exceptions" not in recorder.told


def test_nothing_is_written_when_one_cell_is_wrong(folder: Path, edit: Edit) -> None:
    edit("doctors.csv", "5000", "五十元")
    recorder = Recorder()
    with pytest.raises(ImportRefused):
        run(folder, recorder)
    assert recorder.told == []


def test_a_merchant_nobody_has_keys_for_is_refused(folder: Path) -> None:
    recorder = Recorder(known=())
    with pytest.raises(ImportRefused, match="m1"):
        run(folder, recorder)
    assert recorder.told == []


def test_a_number_or_a_key_that_a_stored_merchant_has(keyed: Path) -> None:
    recorder = Recorder()
    recorder.stored = [
        {"id": "old", "mchid": "1900000001", "sub_mchid": "1900000002", "public_key_id": "PUB_KEY_ID_09"},
        {"id": "other", "mchid": "1900000001", "sub_mchid": "1900000003", "public_key_id": "PUB_KEY_ID_01",
         "public_key_pem": "another"},
        {"id": "m1", "mchid": "1900000001", "sub_mchid": "1900000002", "public_key_id": "PUB_KEY_ID_01"},
    ]  # fmt: skip
    with pytest.raises(ImportRefused) as caught:
        run(keyed, recorder)
    assert list(map(str, caught.value.problems)) == [
        "merchants.csv：商户 m1 与数据库里的商户 old 是同一个商户号，请沿用编号 old",
        "merchants.csv：商户 m1 与数据库里的商户 other 公钥ID相同，公钥却不同，请核对；"
        "要更换公钥，请把两个商户的密钥各列都填上",
    ]
    assert recorder.told == []
