"""What a template says, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """One mistake in a template: where it stands (1-based line), what is wrong and what to do."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class TemplateError(Exception):
    """The template can't be used; `problems` are in the order of their lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Reference:
    """`${NAME}` in the template: the value of setting NAME, which stands outside the template."""

    name: str


Value = str | Reference


@dataclass(frozen=True)
class Timer:
    """A timer trigger. `cron` has seven fields: second minute hour day month weekday year."""

    name: str
    cron: str
    enabled: bool = True
    message: str = ""
    line: int = 0


@dataclass(frozen=True)
class Route:
    """A public HTTP route. `path` has no trailing slash; `methods` are upper case."""

    path: str
    methods: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True)
class Vpc:
    """The private network a function is bound to, where its database is."""

    vpc_id: Value
    subnet_id: Value


@dataclass(frozen=True)
class Layer:
    """One layer: the third-party packages its lock names, and in `folder` a package of ours where it has one."""

    name: str
    folder: Path | None
    requirements: Path
    description: str = ""
    line: int = 0


@dataclass(frozen=True)
class Function:
    """One function as it is deployed. `line` is where the template names it."""

    name: str
    folder: Path
    handler: str
    runtime: str
    memory_mb: int
    timeout_s: int
    description: str = ""
    environment: Mapping[str, Value] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    timers: tuple[Timer, ...] = ()
    routes: tuple[Route, ...] = ()
    client_invoke: bool = False
    vpc: Vpc | None = None
    public_net: bool = False
    line: int = 0

    @property
    def entry_file(self) -> Path:
        """The file that holds the handler."""
        return self.folder / f"{self.handler.rpartition('.')[0]}.py"

    @property
    def entry_name(self) -> str:
        """The name of the handler in that file."""
        return self.handler.rpartition(".")[2]


@dataclass(frozen=True)
class Site:
    """Pages on static hosting, below a path. `program` builds them: `node <program> <folder>`.

    `headers` are what every answer carries beside what hosting sends.
    """

    name: str
    program: Path
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    @staticmethod
    def cached(name: str) -> str:
        """`Cache-Control` of a file. A name below `assets/` holds its content's digest: what it names never changes."""
        lasting = name.startswith("assets/")
        return "public, max-age=31536000, immutable" if lasting else "no-cache"


@dataclass(frozen=True)
class Template:
    """A whole template. Folders are absolute; `functions` keep the order of the file."""

    path: Path
    functions: Mapping[str, Function]
    layers: Mapping[str, Layer]
    sites: Mapping[str, Site] = field(default_factory=dict)

    @property
    def references(self) -> tuple[str, ...]:
        """Names of all settings the template asks for, sorted."""
        values: list[Value] = []
        for function in self.functions.values():
            values += function.environment.values()
            if function.vpc:
                values += (function.vpc.vpc_id, function.vpc.subnet_id)
        return tuple(sorted({value.name for value in values if isinstance(value, Reference)}))
