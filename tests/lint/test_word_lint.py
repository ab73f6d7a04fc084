"""The lint of words: wrong ones are found where people read, and nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.word_lint import GLOSSARY, Words, check, page_text, problems, script_strings, words_of

ROOT = Path(__file__).resolve().parents[2]
LIST = words_of(GLOSSARY.read_text("utf-8"))
SMALL = """
## What people read

| 中文 | English | in code | not | note |
| --- | --- | --- | --- | --- |
| 号 | seat | `Seat` | 号源 | |
| 居民身份证 · 证件号码 | document number | `id_number` | 证件号 | |

## Rooms

| 释放 | x | y | 让出 | |
"""


def test_the_list_is_the_table_of_the_glossary_and_no_other():
    words = words_of(SMALL)
    assert words.wrong == {"号源": "号", "证件号": "居民身份证 · 证件号码"}
    assert words.right == ("证件号码",), "号, taken out, would hide 号源"
    assert {"微信支付", "证件号码", "用户隐私保护指引"} <= set(LIST.right)
    assert len(LIST.wrong) > 40
    assert LIST.wrong["释放"] == "放号"


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("a.py", 'raise Refused("号源已释放")', [(1, "号源"), (1, "释放")]),
        ("a.py", 'x = 1\ny = f"{x} 个号源"', [(2, "号源")]),
        ("a.py", '"""号源"""\ndef f():\n    """号源"""\n    return "号"', []),
        ("a.py", "# 号源\nx = 'release'", []),
        ("a.py", 'x = "请核对证件号码"', []),
        ("a.py", 'x = "请核对证件号"', [(1, "证件号")]),
        ("a.py", 'x = "微信支付没有回应"', []),
        ("a.py", 'x = "请先支付"', [(1, "支付")]),
        ("a.js", "// 号源\n/* 号源\n号源 */\nconst a = '请等号源';", [(4, "号源")]),
        ("a.js", "const a = `还有\n${n} 个号源`;", [(1, "号源")]),
        ("a.js", "// it's\nconst a = '号';", []),
        ("a.wxs", "var a = '岁及以下'", [(1, "岁及以下")]),
        ("a.wxml", "<!-- 号源\n号源 -->\n<text>号源</text>", [(3, "号源")]),
        ("a.wxml", '<input placeholder="证件号"/>', [(1, "证件号")]),
        ("a.ts", "/** 号源 */\nexport const a: string = '还有号源';", [(2, "号源")]),
        (
            "a.vue",
            "<script setup>\n/** 号源 */\nconst a = '票';\n</script>\n<template>\n<!-- 号源 -->\n"
            '<p title="证件号">号源</p>\n</template>\n<style>/* 号源 */</style>',
            [(3, "票"), (7, "号源"), (7, "证件号")],
        ),
    ],
)
def test_what_is_found_where(name, source, found):
    assert check(source, name, LIST) == found


def test_what_is_read_of_a_script_and_a_page():
    assert list(script_strings("a('//x', \"y\") // 'z'")) == [(1, "'//x'"), (1, '"y"')]
    assert list(page_text("a<!--\n-->b")) == [(1, "a"), (2, "b")]


def _tree(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def test_staff_may_know_words_that_patients_do_not(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.word_lint.EXCEPTIONS", {})
    _tree(
        tmp_path,
        {"common/a.py": "x = '号源'", "ops/a.py": "x = '号源'", "deploy/a.py": "y = '释放'"},
    )
    assert list(problems(tmp_path, LIST)) == [
        "common/a.py:1: “号源”: say 号",
        "deploy/a.py:1: “释放”: say 放号",
    ]


def test_an_exception_is_for_one_word_of_one_file_and_goes_with_it(tmp_path, monkeypatch):
    excused = {"common/a.py": {"号源", "释放"}, "miniprogram/gone.wxml": {"支付"}}
    monkeypatch.setattr("tools.word_lint.EXCEPTIONS", excused)
    _tree(tmp_path, {"common/a.py": "x = '号源支付'"})
    assert list(problems(tmp_path, LIST)) == [
        "common/a.py:1: “支付”: say 待付款 · 付款",
        "common/a.py: “释放” is not there any more: delete its exception in tools/word_lint.py",
        "miniprogram/gone.wxml: “支付” is not there any more: delete its exception in tools/word_lint.py",
    ]


def test_the_tree_is_clean_and_would_not_be_without_the_list():
    assert list(problems(ROOT, LIST)) == []
    run = [sys.executable, "-m", "tools.word_lint"]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    assert "没有" in (ROOT / "common/usecases/pay.py").read_text("utf-8")
    assert any(
        "common/usecases/pay.py" in line for line in problems(ROOT, Words((), {"没有": "无"}))
    )
