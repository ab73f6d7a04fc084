"""Build every package of a template: `build/layers/<name>.zip` and `build/functions/<name>.zip`."""

from __future__ import annotations

import ast
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.packaging import archive, bytecode, inventory, site, wheels
from template import Function, Layer, Site, Template

MEGABYTE = 1024 * 1024
# The request that carries a zip holds it as base64: 4 bytes for 3, at most 20 MB.
UPLOAD_LIMIT = 15 * MEGABYTE
# Code and layers of one function, unpacked.
UNPACKED_LIMIT = 500 * MEGABYTE
_LEFT_OUT = ("__pycache__", "tests", "test")


class PackageError(Exception):
    """A package can't be built or is over a limit; the text says which and what to do."""


@dataclass(frozen=True)
class Package:
    """A zip ready to be uploaded. `sha256` is of the zip itself, in hex."""

    path: Path
    sha256: str
    unpacked: int
    heaviest: tuple[tuple[str, int], ...] = ()

    @property
    def zipped(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True)
class Packages:
    """All packages of a template. `compiled` is False when no target Python ran here."""

    layers: Mapping[str, Package]
    functions: Mapping[str, Package]
    compiled: bool
    sites: Mapping[str, Package] = field(default_factory=dict)

    @property
    def every(self) -> tuple[Package, ...]:
        """All of them."""
        return (*self.layers.values(), *self.functions.values(), *self.sites.values())


def build(template: Template, out: Path) -> Packages:
    """Build into `out`, replacing what is there. Raises PackageError, naming file and line."""
    python = bytecode.find_target_python()
    for kind in ("functions", "layers", "sites"):
        shutil.rmtree(out / kind, ignore_errors=True)
    layers: dict[str, Package] = {}
    modules: dict[str, set[str]] = {}
    for layer in template.layers.values():
        target = out / "layers" / layer.name
        layers[layer.name], modules[layer.name] = _layer(template, layer, target, python)
    functions: dict[str, Package] = {}
    for function in template.functions.values():
        hidden = {module for layer in function.layers for module in modules[layer]}
        functions[function.name] = _function(template, function, hidden, out, python)
        unpacked = functions[function.name].unpacked + sum(
            layers[layer].unpacked for layer in function.layers
        )
        if unpacked > UNPACKED_LIMIT:
            raise _over(
                template,
                function.line,
                f"function {function.name} 连同它的层",
                unpacked,
                UNPACKED_LIMIT,
                "解开后",
            )
    sites = {each.name: _site(template, each, out) for each in template.sites.values()}
    packages = Packages(layers, functions, compiled=python is not None, sites=sites)
    missing = _missing_imports(template, packages)
    if missing:
        raise PackageError("\n".join(missing))
    return packages


def _layer(
    template: Template, layer: Layer, target: Path, python: str | None
) -> tuple[Package, set[str]]:
    where = f"{template.path.name}:{layer.line}: layer {layer.name}"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        try:
            wheels.install(layer.requirements, folder)
        except RuntimeError as error:
            raise PackageError(
                f"{where}：{layer.requirements.name} 里的包装不上"
                f"（CPython 3.10，manylinux2014 x86-64，只用 wheel）：\n{error}"
            ) from None
        wheels.strip(folder)
        found = wheels.distributions(folder)
        for distribution in inventory.compelling(found):
            raise PackageError(
                f"{where}：{distribution.name} 的许可是 {distribution.licence}，"
                f"请从 {layer.requirements.name} 里去掉"
            )
        if layer.folder is not None:
            _copy(layer.folder, folder / layer.folder.name)
        if python:
            bytecode.compile_folder(python, folder, "/opt")
        package = _pack(template, layer.line, f"layer {layer.name}", folder, target)
        sbom = target.with_name(f"{target.name}.sbom.json")
        inventory.write_sbom(found, package.path, package.sha256, sbom)
        inventory.write_licences(found, target.with_name(f"{target.name}.licences.txt"))
        return package, set(_top_level(folder))


def _function(
    template: Template, function: Function, hidden: set[str], out: Path, python: str | None
) -> Package:
    where = f"{template.path.name}:{function.line}: function {function.name}"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _copy(function.folder, folder)
        clashes = sorted(hidden.intersection(_top_level(folder)))
        if clashes:
            raise PackageError(f"{where}：目录里的 {'、'.join(clashes)} 会遮住层里的同名包，请改名")
        if python:
            try:
                bytecode.compile_folder(python, folder, "/var/user")
            except RuntimeError as error:
                raise PackageError(f"{where}：{error}") from None
        target = out / "functions" / function.name
        return _pack(template, function.line, f"function {function.name}", folder, target)


def _site(template: Template, found: Site, out: Path) -> Package:
    path = out / "sites" / f"{found.name}.zip"
    try:
        digest, unpacked = site.pack(found, path)
    except site.SiteError as error:
        where = f"{template.path.name}:{found.line}: site {found.name}"
        raise PackageError(f"{where}：{error}") from None
    return Package(path, digest, unpacked)


def _pack(template: Template, line: int, what: str, folder: Path, target: Path) -> Package:
    path = target.with_name(target.name + ".zip")
    digest = archive.write(folder, path)
    sizes: dict[str, int] = {}
    for file in archive.files_in(folder):
        top = file.relative_to(folder).parts[0]
        sizes[top] = sizes.get(top, 0) + file.stat().st_size
    heaviest = tuple(sorted(sizes.items(), key=lambda item: -item[1])[:6])
    package = Package(path, digest, sum(sizes.values()), heaviest)
    zipped = package.zipped
    if zipped > UPLOAD_LIMIT:
        path.unlink()
        heavy = ", ".join(f"{name} {size / MEGABYTE:.1f} MB" for name, size in heaviest[:3])
        raise _over(template, line, f"{what}（最大的：{heavy}）", zipped, UPLOAD_LIMIT, "压缩后")
    return package


def _over(
    template: Template, line: int, what: str, size: int, limit: int, how: str
) -> PackageError:
    return PackageError(
        f"{template.path.name}:{line}: {what}{how} {size / MEGABYTE:.1f} MB，"
        f"上限 {limit / MEGABYTE:.0f} MB：请去掉占地方的"
    )


def _copy(source: Path, target: Path) -> None:
    """Copy what is deployed: no compiled files, tests, locks or dot files."""
    for path in archive.files_in(source):
        name = path.relative_to(source)
        dotted = any(part.startswith(".") for part in name.parts)
        if dotted or set(name.parts) & set(_LEFT_OUT) or name.suffix in (".lock", ".pyc", ".md"):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target / name)


def _top_level(folder: Path) -> Iterator[str]:
    for path in folder.iterdir():
        if path.suffix != ".dist-info" and path.name != "__pycache__":
            yield path.name.split(".")[0]


def _missing_imports(template: Template, packages: Packages) -> list[str]:
    """Modules a function names at its top that neither it, its layers nor Python holds."""
    problems = []
    for function in template.functions.values():
        known = set(sys.stdlib_module_names)
        for package in [
            packages.functions[function.name],
            *(packages.layers[layer] for layer in function.layers),
        ]:
            with zipfile.ZipFile(package.path) as archive_file:
                known |= {name.split("/")[0].split(".")[0] for name in archive_file.namelist()}
        tree = ast.parse(function.entry_file.read_text("utf-8"))
        for module in sorted(_imports(tree) - known):
            problems.append(
                f"{template.path.name}:{function.line}: function {function.name} 用到 {module}，它的层里没有"
            )
    return problems


def _imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
