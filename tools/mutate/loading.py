"""Importing one module as its mutant: everybody who imports it gets the changed code."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType


def module_name(file: Path) -> str:
    """The name by which a file is imported."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class MutantImporter(MetaPathFinder):
    """Gives changed code for one module. `imported` says whether anybody asked for it."""

    def __init__(self, file: Path, code: CodeType) -> None:
        self._name, self._file, self._code = module_name(file), file.resolve(), code
        self.imported = False

    def install(self) -> None:
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        self.imported = True
        loader = _Loader(fullname, str(self._file), self._code)
        inside = [str(self._file.parent)] if self._file.name == "__init__.py" else None
        return spec_from_file_location(
            fullname, self._file, loader=loader, submodule_search_locations=inside
        )


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, code: CodeType) -> None:
        super().__init__(fullname, path)
        self._mutant = code

    def get_code(self, _: str) -> CodeType:
        return self._mutant
