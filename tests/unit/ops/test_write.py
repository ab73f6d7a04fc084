"""What is said of merchants that are handed in beside those that are stored."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from ops.importing import ImportRefused, read_directory
from ops.importing.write import refuse_strangers, write_platform
from tests.unit.ops.test_keys import keyed, rsa_key

__all__ = ["keyed", "rsa_key"]


class Recorder:
    """Stands for a store of merchants: remembers what it was told, and knows some."""

    def __init__(self, *known: str, stored: tuple[dict[str, Any], ...] = ()) -> None:
        self.known = known
        self.told: list[str] = []
        self.stored = stored
        self.merchants = self

    def ids(self) -> list[str]:
        return [*self.known]

    def outlines(self) -> list[dict[str, Any]]:
        return [*self.stored]

    def put(self, item: dict[str, Any]) -> None:
        self.told.append(item["id"])


def run(folder: Path, recorder: Recorder) -> None:
    """The merchants of a directory alone."""
    platform = replace(read_directory(folder).platform, rules=None, message_templates=None)
    refuse_strangers(platform, cast(Any, recorder))
    write_platform(platform, cast(Any, recorder))


def test_a_merchant_nobody_has_keys_for_is_refused(folder: Path) -> None:
    recorder = Recorder()
    with pytest.raises(ImportRefused) as caught:
        run(folder, recorder)
    words = "merchants.csv：商户 m1 没有填写密钥，数据库里也没有保存过，请补齐密钥各列"
    assert str(caught.value) == words
    assert recorder.told == []


def test_merchants_with_keys_are_stored_and_those_without_stay(folder: Path, keyed: Path) -> None:
    recorder = Recorder("m1")
    run(keyed, recorder)
    assert recorder.told == ["m1"]
    (folder / "merchants.csv").write_text("merchant_id,name,mode\nm1,演示商户,direct\n", "utf-8")
    run(folder, recorder)
    assert recorder.told == ["m1"]


def test_a_number_or_a_key_that_a_stored_merchant_has(keyed: Path) -> None:
    stored = (
        {"id": "old", "mchid": "1900000001", "sub_mchid": "1900000002", "public_key_id": "PUB_KEY_ID_09"},
        {"id": "other", "mchid": "1900000001", "sub_mchid": "1900000003", "public_key_id": "PUB_KEY_ID_01",
         "public_key_pem": "another"},
        {"id": "m1", "mchid": "1900000001", "sub_mchid": "1900000002", "public_key_id": "PUB_KEY_ID_01"},
    )  # fmt: skip
    recorder = Recorder("m1", stored=stored)
    with pytest.raises(ImportRefused) as caught:
        run(keyed, recorder)
    assert list(map(str, caught.value.problems)) == [
        "merchants.csv：商户 m1 与数据库里的商户 old 是同一个商户号，请沿用编号 old",
        "merchants.csv：商户 m1 与数据库里的商户 other 公钥ID相同，公钥却不同，请核对；"
        "要更换公钥，请把两个商户的密钥各列都填上",
    ]
    assert recorder.told == []
