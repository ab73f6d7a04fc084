"""The mutants: what is changed in a sample, what is left alone, and that a changed module is the one imported."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

from tools.mutate.loading import MutantImporter, module_name
from tools.mutate.mutants import Mutant, mutants
from tools.mutate.report import Result, conclude, excuse_of
from tools.mutate.scope import LEFT_OUT, PACKAGES, ROOT, enums, files_of, nearest_tests
from tools.mutate.trial import Outcome

ENUMS = {"Code": ["FULL", "HELD", "OPEN"]}


def changed(tmp_path: Path, source: str) -> list[str]:
    file = tmp_path / "sample.py"
    file.write_text(source, encoding="utf-8")
    return [mutant.change for mutant in mutants(file, ENUMS)]


CHANGED = {
    "x = a < b": ["a < b → a <= b"],
    "x = a is not b": ["a is not b → a is b"],
    "x = a <= b == c": ["a <= b == c → a < b == c", "a <= b == c → a <= b != c"],
    "x = a and b": ["a left out of a and b", "b left out of a and b"],
    "x = a + b": ["a + b → a - b"],
    "x = not a": ["not a → a"],
    "x = True": ["True → False"],
    "x = 7": ["7 → 8"],
    "x = '号'": ["'号' → another text"],
    "x = f'{n} 个'": ["' 个' → another text"],
    "x = '^a{1,64}$'": [
        "'^a{1,64}$' → another text", "'^a{1,64}$' → '^a{1,65}$'",
        "'^a{1,64}$' → '^a{1,64}'", "'^a{1,64}$' → 'a{1,64}$'",
    ],
    "x = f(a, b=c)": ["b=c left out"],
    "x = min(a)": ["min(a) → max(a)"],
    "x = a.strip()": ["a.strip() → a"],
    "x = (a, *b)": ["a left out", "*b left out"],
    "x = {a: b, **c}": ["a: b left out", "**c left out"],
    "x = [a for a in b if a.ok]": ["a.ok left out"],
    "x = Code.HELD": ["Code.HELD → Code.OPEN"],
    "x = Code.OPEN": ["Code.OPEN → Code.FULL"],
    "if a:\n    b = c": ["a → not a"],
    "f(a)": ["f(a) left out"],
    "raise a": ["raise a left out"],
    "x += a": ["x += a left out"],
    "def f():\n    return a": ["return a → return None"],
    "match a:\n    case b.C:\n        x = y\n    case _:\n        x = z": ["case b.C left out"],
    "class A:\n    x: Annotated[str, Field(max_length=3)] = ''": [
        "max_length=3 left out", "3 → 4", "'' → another text",
    ],
    "class A:\n    x: Literal['a', 'b']": ["'a' → another text", "'b' → another text"],
}  # fmt: skip


@pytest.mark.parametrize(("source", "changes"), CHANGED.items(), ids=CHANGED)
def test_what_is_changed(tmp_path: Path, source: str, changes: list[str]) -> None:
    assert changed(tmp_path, source) == changes


@pytest.mark.parametrize(
    "source",
    [
        '"""Says what it is."""',
        'def f(a: "A", b: Literal[1]) -> "B":\n    """Says what it does."""\n    return None',
        "class A:\n    x: int",
        "@cache(maxsize=3)\ndef f():\n    pass",
        "if TYPE_CHECKING:\n    x = 3",
        "__all__ = ['f']",
        "T = TypeVar('T')",
        "X: TypeAlias = 'Callable[[], int]'",
        "Actor = WeChatUser | System | None",
        "import a",
        "x = 'a' + b",
    ],
)
def test_what_no_test_could_see_is_left_alone(tmp_path: Path, source: str) -> None:
    assert [c for c in changed(tmp_path, source) if c != "'a' → another text"] == []


def test_a_mutant_says_where_it_is(tmp_path: Path) -> None:
    file = tmp_path / "sample.py"
    file.write_text(
        "class A:\n    def f(self):\n        return f'''\n{a:{7}}'''\n", encoding="utf-8"
    )
    assert [(m.line, m.scope, m.number) for m in mutants(file, {})][-1] == (3, "A.f", 2)
    assert str(mutants(file, {})[0]).startswith(f"{file}:3: A.f: return ")


# --- trying


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of a name of its own that says seven."""
    file = tmp_path / "a_module_to_mutate.py"
    file.write_text("def number():\n    return 7\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.delitem(sys.modules, file.stem, raising=False)
    return Path(file.name)


def test_everybody_who_imports_it_gets_the_changed_module(sample: Path) -> None:
    importer = MutantImporter(sample, compile("def number():\n    return 8\n", str(sample), "exec"))
    importer.install()
    assert not importer.imported
    assert import_module(sample.stem).number() == 8
    assert importer.imported


def test_a_module_is_named_as_it_is_imported() -> None:
    assert module_name(Path("common/domain/slot.py")) == "common.domain.slot"
    assert module_name(Path("ops/importing/__init__.py")) == "ops.importing"


def test_every_package_has_its_tests() -> None:
    for package in PACKAGES:
        assert files_of(package)
        assert all((ROOT / tests).exists() for tests in package.tests)
    assert all((ROOT / path).exists() for path in LEFT_OUT)
    domain = PACKAGES[0]
    near = nearest_tests(Path("common/domain/money/moves.py"), domain)
    assert near == ["tests/unit/domain/money/test_moves.py"]


def test_enumerations_are_found_where_they_are_declared() -> None:
    assert enums()["Disposition"] == ["KEPT", "REFUND"]


# --- concluding


def _result(change: str, outcome: Outcome, number: int = 0) -> Result:
    mutant = Mutant(Path("common/a.py"), number, 7, "f", change)
    return Result("common", mutant, outcome, late=False)


@pytest.fixture
def excuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "mutations.md"
    file.write_text("- `common/a.py` `f`: `a < b → a <= b`\n", encoding="utf-8")
    monkeypatch.setattr("tools.mutate.report.EXCUSES", file)
    return file


EXCUSED = _result("a < b → a <= b", Outcome.SURVIVED)
NOTICED = [_result("1 → 2", Outcome.NOTICED, number) for number in range(19)]


def test_an_excused_survivor_is_no_failure(
    excuses: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert conclude([*NOTICED, EXCUSED], whole=True) == 0
    assert "| common | 20 | 19 | 0 | 95.0% |" in capsys.readouterr().out


def test_a_survivor_without_an_excuse_is(excuses: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for outcome in (Outcome.SURVIVED, Outcome.NOT_IMPORTED, Outcome.FAILED):
        results = [*NOTICED, EXCUSED, *NOTICED, _result("3 → 4", outcome)]
        assert conclude(results, whole=True) == 1
        assert "common/a.py:7: f: 3 → 4" in capsys.readouterr().out


def test_an_excuse_that_nobody_needs_is(excuses: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert conclude(NOTICED, whole=True) == 1
    assert "common/a.py f a < b → a <= b" in capsys.readouterr().out
    assert conclude(NOTICED, whole=False) == 0


def test_too_many_excuses_are(excuses: Path) -> None:
    assert conclude([*NOTICED[:18], EXCUSED], whole=True) == 1


def test_an_excuse_names_a_mutant_without_its_line() -> None:
    assert excuse_of(EXCUSED.mutant) == ("common/a.py", "f", "a < b → a <= b")
