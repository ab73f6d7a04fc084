"""Mistakes in a template are refused with file, line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from template import Reference, TemplateError, Vpc, load, parse
from tests.template.project import TEMPLATE, ProjectFolder

ROOT = Path(__file__).parents[2]


def test_what_a_template_says(project: ProjectFolder) -> None:
    template = project.template
    book, notify, sweep = (template.functions[name] for name in ("book", "notify", "sweep"))
    assert book.client_invoke
    assert not notify.client_invoke
    assert book.folder == project.root / "functions" / "book"
    assert book.entry_file.name == "index.py"
    assert (book.memory_mb, book.timeout_s, sweep.timeout_s) == (256, 15, 60)
    assert book.environment["MONGO_URI"] == Reference("MONGO_URI")
    assert book.vpc == Vpc(Reference("VPC_ID"), Reference("SUBNET_ID"))
    assert book.layers == ("base",)
    assert (notify.routes[0].path, notify.routes[0].methods) == ("/pay/notify", ("POST",))
    assert (sweep.timers[0].cron, sweep.timers[0].message) == ("0 * * * * * *", "所有")
    pages = template.sites["pages"]
    assert (pages.program, pages.path) == (project.root / "pages" / "build.mjs", "/staff")
    assert pages.headers == {"X-Frame-Options": "DENY", "A-B": "1; 2"}
    assert template.references == ("DATA_KEYS", "MONGO_URI", "NOTE", "SUBNET_ID", "VPC_ID")


def test_a_function_adds_to_the_shared_environment(project: ProjectFolder) -> None:
    project.edit("Description: Take a seat", "Environment: {Variables: {NOTE: here, MORE: '1'}}")
    environment = project.template.functions["book"].environment
    assert (environment["NOTE"], environment["MORE"]) == ("here", "1")
    assert environment["DATA_KEYS"] == Reference("DATA_KEYS")


# What is changed into what, a text on the line to be named, and what is said.
MISTAKES = {
    "unknown key": ("MemorySize: 256", "MemorySise: 256", "MemorySi", "did you mean 'MemorySize'?"),
    "site without program": (
        "{Program: pages/build.mjs, Path: /staff,",
        "{Path: /staff,",
        "  pages:",
        "site pages: Program is missing",
    ),
    "site at the root": (
        "Path: /staff",
        "Path: /",
        "  pages:",
        "site pages: Path '/': a path such as /staff",
    ),
    "site on a route": (
        "Path: /staff",
        "Path: /pay/notify",
        "  pages:",
        "site pages: /pay/notify is a route of notify already",
    ),
    "no such program": (
        "pages/build.mjs",
        "pages/none.mjs",
        "  pages:",
        "site pages: no file pages/none.mjs",
    ),
    "odd header": (
        "X-Frame-Options: DENY",
        '"X Y": DENY',
        "  pages:",
        "site pages: 'X Y' is no header with one line of text",
    ),
    "key twice": (
        "    Timeout: 15",
        "    Timeout: 15\n    Timeout: 9",
        "Timeout: 9",
        "'Timeout' stands twice",
    ),
    "not yaml": ("Layers: [base]", "Layers: [base", "VpcConfig", "not valid YAML"),
    "runtime": ("Python3.10", "Python3.6", "    book:", "Runtime Python3.6"),
    "memory": (
        "MemorySize: 256",
        "MemorySize: 200",
        "    book:",
        "64, or 128 to 3072 in steps of 128",
    ),
    "memory over": ("MemorySize: 256", "MemorySize: 4096", "    book:", "MemorySize 4096"),
    "memory text": ("MemorySize: 256", "MemorySize: much", "MemorySi", "must be a whole number"),
    "timeout": ("Timeout: 15", "Timeout: 21", "    book:", "more than the 20 s of its kind"),
    "route timeout": (
        "CodeUri: functions/notify",
        "CodeUri: functions/notify\n        Timeout: 61",
        "    notify:",
        "more than the 60 s of its kind",
    ),
    "timer timeout": ("Timeout: 60", "Timeout: 61", "    sweep:", "more than the 60 s of its kind"),
    "handler": ("index.main_handler", "main", "    book:", "write file.function"),
    "no such layer": (
        "Layers: [base]",
        "Layers: [bass]",
        "    book:",
        "no layer 'bass'; the template has base",
    ),
    "no folder": ("functions/book", "functions/bock", "    book:", "no folder functions/bock"),
    "folder outside": ("functions/book", "../elsewhere", "    book:", "leads out of the project"),
    "folder shared": (
        "functions/book",
        "functions/sweep",
        "    sweep:",
        "CodeUri is the folder of book too",
    ),
    "no layer folder": ("ContentUri: shared", "ContentUri: chared", "  base:", "no folder chared"),
    "no lock": (
        "shared/requirements.lock",
        "shared/none.lock",
        "  base:",
        "no file shared/none.lock",
    ),
    "cron fields": ("0 * * * * * *", "0 * * * *", "minute:", "has 5 fields; write seven"),
    "cron range": ("0 * * * * * *", "0 60 * * * * *", "minute:", "minute 60 is outside 0-59"),
    "cron weekday": ("0 * * * * * *", "0 0 0 * * 1 *", "minute:", "write weekdays as SUN, MON"),
    "cron never": ("0 * * * * * *", "0 0 0 31 FEB * *", "minute:", "never fires"),
    "forgeable": (
        "CodeUri: functions/sweep",
        "CodeUri: functions/sweep\n        ClientInvoke: true",
        "    sweep:",
        "a phone could forge that event",
    ),
    "uncallable": (", ClientInvoke: true", "", "    book:", "nothing can call it"),
    "vpc without net": (
        "PublicNet: true",
        "PublicNet: false",
        "    book:",
        "it can't reach WeChat",
    ),
    "bad flag": ("PublicNet: true", "PublicNet: yes please", "PublicNet", "must be true or false"),
    "reserved variable": ("NOTE: ${NOTE}", "SCF_NOTE: x", "    book:", "belongs to the platform"),
    "a mark of the caller": (
        "NOTE: ${NOTE}",
        "WX_APPID: ${NOTE}",
        "    book:",
        "function book: variable 'WX_APPID' belongs to the platform; choose another name",
    ),
    "a mark of the source": (
        "NOTE: ${NOTE}",
        "TCB_Note: x",
        "    book:",
        "function book: variable 'TCB_Note' belongs to the platform; choose another name",
    ),
    "embedded reference": (
        "NOTE: ${NOTE}",
        "NOTE: a${NOTE}",
        "NOTE:",
        "a reference is the whole value",
    ),
    "description": (
        "Take a seat",
        '"Take a seat (now)"',
        "    book:",
        "the platform takes letters",
    ),
    "bad route": ("Path: /pay/notify", "Path: pay", "notice:", "a path such as /pay/notify"),
    "bad method": ("[POST]", "[PUSH]", "notice:", "unknown method 'PUSH'"),
    "event type": ("Type: Timer", "Type: Tamer", "minute:", "Type must be Timer or HttpRoute"),
    "resource type": (
        "Serverless::Layer",
        "Serverless::Lair",
        "  base:",
        "Type must be TencentCloud",
    ),
    "function name": ("    book:", "    1book:", "    1book:", "its name must be 2-60 letters"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line(mistake: str, project: ProjectFolder) -> None:
    old, new, anchor, message = MISTAKES[mistake]
    project.edit(old, new)
    with pytest.raises(TemplateError) as caught:
        _ = project.template
    found = [p for p in caught.value.problems if message in p.message]
    assert found, f"got instead:\n{caught.value}"
    assert f"template.yaml:{found[0].line}: " in str(caught.value)
    text = (project.root / "template.yaml").read_text("utf-8").splitlines()
    assert anchor in text[found[0].line - 1], str(found[0])


def test_two_routes_alike(project: ProjectFolder) -> None:
    project.edit(
        "          minute: {Type: Timer",
        "          again: {Type: HttpRoute, Properties: {Path: /pay/notify/, Methods: [GET]}}\n"
        "          minute: {Type: Timer",
    )
    with pytest.raises(TemplateError, match="is a route of notify already"):
        _ = project.template


def test_every_mistake_is_told_at_once_and_once(project: ProjectFolder) -> None:
    project.edit("MemorySize: 256", "MemorySize: lots")
    project.edit("0 * * * * * *", "never")
    with pytest.raises(TemplateError) as caught:
        _ = project.template
    lines = [problem.line for problem in caught.value.problems]
    assert lines == sorted(lines)
    assert len(set(caught.value.problems)) == len(lines)
    assert {"whole number", "write seven"} <= {
        part for part in ("whole number", "write seven") if part in str(caught.value)
    }


@pytest.mark.parametrize(
    "code",
    [
        "def other(event, context): ...",
        "def main_handler(event, context:\n",
        "match = case\nx: = 1",
    ],
)
def test_a_handler_that_is_not_there(code: str, project: ProjectFolder) -> None:
    project.write("book", code)
    with pytest.raises(
        TemplateError, match=r"function book: .*(defines no|not valid Python 3\.10)"
    ):
        _ = project.template


def test_a_folder_that_hides_the_layer(project: ProjectFolder) -> None:
    (project.root / "functions" / "book" / "shared.py").write_text("")
    with pytest.raises(TemplateError, match="hides the package of layer base"):
        _ = project.template


def test_a_layer_without_a_folder_hides_nothing(project: ProjectFolder) -> None:
    properties = "{Requirements: shared/requirements.lock}"
    bare = f"  bare: {{Type: TencentCloud::Serverless::Layer, Properties: {properties}}}"
    project.edit("  base:", f"{bare}\n  base:")
    project.edit("Layers: [base]", "Layers: [base, bare]")
    (project.root / "functions" / "book" / "bare.py").write_text("")
    assert project.template.functions["book"].layers == ("base", "bare")


def test_parse_needs_no_folders(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE, "utf-8")
    assert list(parse(tmp_path / "template.yaml").functions) == ["book", "notify", "sweep"]


@pytest.mark.parametrize(
    "text", ["", "- a list", "Resources: 3", "Resources: {a: {Type: [x]}}", "\x00"]
)
def test_nonsense_is_refused_in_words(text: str, tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(text)
    with pytest.raises(TemplateError):
        parse(tmp_path / "template.yaml")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match="can't be read"):
        load(tmp_path / "none.yaml")


def test_the_service_s_own_template_stands() -> None:
    template = load(ROOT / "template.yaml")
    phone = {name for name, function in template.functions.items() if function.client_invoke}
    assert {"login", "book", "pay", "cancel"} <= phone
    assert phone.isdisjoint({"pay_notify", "remind", "sweep", "publish", "reconcile"})
    assert [route.path for route in template.functions["pay_notify"].routes] == ["/pay/notify"]
