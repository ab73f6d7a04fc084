"""Refuses words that people should not read: the column `not` of docs/glossary.md, "What people read".

Looked at are Han characters in the strings of Python programs (docstrings are for us), in the text of the
mini-program and in that of the hospital's desktop pages. The right words are taken out first, so that 证件号码 is not
found to hold 证件号.
Run as `python -m tools.word_lint`; ends with 1 when something was found.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "docs" / "glossary.md"
_SECTION = "## What people read"

# What staff know by these words; patients do not.
STAFF = frozenset({"患者", "用户", "号源", "订单", "挂号费"})
STAFF_PROGRAMS = ("ops", "deploy")
FOR_STAFF = (*STAFF_PROGRAMS, "common/importing", "staff/")
# Right although a wrong word is in them.
PHRASES = ("微信支付", "微信用户", "用户隐私保护指引", "商户订单号")
# By place: what is not ours to word.
EXCEPTIONS = {
    "common/clients/wechat_pay_bill.py": {"订单", "用户"},  # columns of WeChat Pay's bill
    "common/clients/message_values.py": {"用户"},  # stands for a name that cannot be shown
    "common/importing/found_by.py": {"儿童"},  # what people type before a complaint
    "miniprogram/present/booking.js": {"订单"},  # 订单号, where the hospital looks for the money
}

_HAN = re.compile(r"[\u4e00-\u9fff]")
# A comment, or a string; what stands between them is code.
_JS = re.compile(
    r"//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|`(?:\\.|[^`\\])*`", re.DOTALL
)
_VUE_SCRIPT = re.compile(r"(<script[^>]*>)(.*?)</script>", re.DOTALL)
_VUE_STYLE = re.compile(r"<style[^>]*>.*?</style>", re.DOTALL)
_WXML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Words(NamedTuple):
    """The right words that hold a wrong one, longest first, and what to say instead of each wrong one."""

    right: tuple[str, ...]
    wrong: dict[str, str]


def words_of(glossary: str) -> Words:
    """The word list of a glossary: its first column, and its fourth."""
    rows = glossary.partition(_SECTION)[2].partition("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row[:1] == "|"]
    right: set[str] = set(PHRASES)
    wrong: dict[str, str] = {}
    for say, _, _, avoid, *_ in cells[2:]:
        right.update(re.findall(r"[\u4e00-\u9fff]+", say))
        wrong |= dict.fromkeys(filter(None, avoid.split("、")), say)
    holding = (word for word in right - wrong.keys() if any(each in word for each in wrong))
    return Words(tuple(sorted(holding, key=len, reverse=True)), wrong)


def python_strings(source: str) -> Iterator[tuple[int, str]]:
    """Strings that may be read by somebody, each with its line; no docstrings."""
    tree = ast.parse(source)
    documenting = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in documenting:
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value


def script_strings(source: str) -> Iterator[tuple[int, str]]:
    """String literals of JavaScript or WXS, each with the line it begins on."""
    for match in _JS.finditer(source):
        if match[0][0] != "/":
            yield source.count("\n", 0, match.start()) + 1, match[0]


def page_text(source: str) -> Iterator[tuple[int, str]]:
    """The lines of a page without its comments."""
    shown = _WXML_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), source)
    yield from enumerate(shown.splitlines(), 1)


def component_text(source: str) -> Iterator[tuple[int, str]]:
    """The strings of a Vue component's script, and the lines of its template."""
    for match in _VUE_SCRIPT.finditer(source):
        before = source.count("\n", 0, match.start(2))
        yield from ((before + line, text) for line, text in script_strings(match[2]))
    template = source
    for part in (_VUE_SCRIPT, _VUE_STYLE):
        template = part.sub(lambda match: "\n" * match[0].count("\n"), template)
    yield from page_text(template)


_READERS = {
    ".py": python_strings,
    ".js": script_strings,
    ".ts": script_strings,
    ".vue": component_text,
    ".wxs": script_strings,
    ".wxml": page_text,
}


def check(source: str, name: str, words: Words) -> list[tuple[int, str]]:
    """The wrong words of one file, each with its line, in order."""
    found = set()
    for line, text in _READERS[Path(name).suffix](source):
        if not _HAN.search(text):
            continue
        for right in words.right:
            text = text.replace(right, " ")
        found |= {(line, wrong) for wrong in words.wrong if wrong in text}
    return sorted(found)


def files(root: Path) -> Iterator[Path]:
    """What somebody reads: the programs, the mini-program without its generated parts, and the desktop pages."""
    for folder in ("common", *STAFF_PROGRAMS):
        yield from sorted((root / folder).rglob("*.py"))
    for folder in ("miniprogram", "staff"):
        pages = (path for path in (root / folder).rglob("*") if path.suffix in _READERS)
        yield from sorted(path for path in pages if "node_modules" not in path.parts)


def problems(root: Path, words: Words) -> Iterator[str]:
    """A line for each wrong word, and for each exception that is needed no more."""
    excused = dict(EXCEPTIONS)
    for path in files(root):
        name = path.relative_to(root).as_posix()
        staff = STAFF if name.startswith(FOR_STAFF) else frozenset()
        allowed = excused.pop(name, set())
        found = [f for f in check(path.read_text("utf-8"), name, words) if f[1] not in staff]
        for line, wrong in found:
            if wrong not in allowed:
                yield f"{name}:{line}: “{wrong}”: say {words.wrong[wrong]}"
        unused = allowed - {wrong for _, wrong in found}
        yield from _unneeded(name, unused)
    for name, allowed in excused.items():
        yield from _unneeded(name, allowed)


def _unneeded(name: str, unused: Iterable[str]) -> Iterator[str]:
    for wrong in sorted(unused):
        yield f"{name}: “{wrong}” is not there any more: delete its exception in tools/word_lint.py"


def main() -> int:
    """Look at everything; 1 when something is worded wrongly."""
    found = list(problems(ROOT, words_of(GLOSSARY.read_text("utf-8"))))
    print("\n".join(found), end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
