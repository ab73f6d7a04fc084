"""A small project, its packages, and a simulated account to put them into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy import cli, verbs
from deploy.cloud import Cloud
from deploy.packaging import archive
from deploy.packaging.build import Package, Packages
from deploy.record import Record
from deploy.session import Session, zips_of
from deploy.settings import Settings
from template import Template
from tests.deploy.cloud.server import CloudSimulator
from tests.template.project import ProjectFolder

ENV_ID = "env-test"
SECRET_ID, SECRET_KEY = "AKIDtest", "invented-secret-key"
# Values that must never be seen; each unlike anything else in a test's output.
SECRETS = {
    "MONGO_URI": "mongodb://invented:Zq8vPassword@10.0.0.8:27017/?replicaSet=rs",
    "DATA_KEYS": "k1:QWxhZGRpbjpvcGVuIHNlc2FtZSBpbnZlbnRlZCAxMjM=",
}


PAGES = {
    "index.html": "<script src=/staff/assets/a-1.js></script>",
    "icon.svg": "<svg/>",
    "assets/a-1.js": "1",
    "assets/b-1.css": "b {}",
}


class Project(ProjectFolder):
    """A project whose packages are packed without any installing, and whose pages are built already."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for name, text in PAGES.items():
            self.page(name, text)

    def page(self, name: str, text: str) -> None:
        """What one of the built pages is."""
        (self.root / "built" / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / "built" / name).write_text(text)

    def packages(self) -> Packages:
        template, out = self.template, self.root / "build"

        def pack(folder: Path, name: str) -> Package:
            target = out / f"{name}.zip"
            return Package(target, archive.write(folder, target), 0)

        shutil.rmtree(out, ignore_errors=True)
        return Packages(
            {name: pack(layer.folder, f"layer-{name}") for name, layer in template.layers.items()},
            {name: pack(function.folder, name) for name, function in template.functions.items()},
            compiled=False,
            sites={name: pack(self.root / "built", name) for name in template.sites},
        )

    def finished(self) -> Finished:
        """The project as it is now, read and packed once."""
        return Finished(self.template, self.packages())


@dataclass(frozen=True)
class Finished:
    """A project that changes no more."""

    template: Template
    built: Packages

    def packages(self) -> Packages:
        return self.built


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


@pytest.fixture
def simulator() -> Iterator[CloudSimulator]:
    with CloudSimulator(ENV_ID, SECRET_ID, SECRET_KEY) as running:
        yield running


def settings_for(simulator: CloudSimulator, folder: Path, **changed: str) -> Settings:
    values = {
        "ENV_ID": ENV_ID,
        "TENCENTCLOUD_SECRET_ID": SECRET_ID,
        "TENCENTCLOUD_SECRET_KEY": SECRET_KEY,
        "TENCENTCLOUD_REGION": "ap-shanghai",
        "TENCENTCLOUD_ENDPOINT": simulator.address,
        "COS_ENDPOINT": simulator.address,
        "VPC_ID": "vpc-invented",
        "SUBNET_ID": "subnet-invented",
        "NOTE": "",
        **SECRETS,
    }
    return Settings("test", folder, {**values, **changed})


class Maintainer:
    """Somebody at a machine: plans and applies, and keeps all that was said."""

    def __init__(
        self,
        simulator: CloudSimulator,
        folder: Path,
        cloud_type: type[Cloud] = Cloud,
        changed: dict[str, str] | None = None,
    ) -> None:
        self.said: list[str] = []
        settings = settings_for(simulator, folder, **(changed or {}))
        cloud = cloud_type(settings, pause=lambda seconds: None)
        self.session = Session(settings, cloud, Record.load(folder), self.said.append)

    def plan(self, project: Project | Finished, *, prune: bool = False) -> str:
        wanted = self.session.wanted(project.template, project.packages())
        return str(self.session.plan(wanted, prune=prune)[0])

    def apply(self, project: Project | Finished, *, prune: bool = False) -> None:
        packages = project.packages()
        wanted = self.session.wanted(project.template, packages)
        plan, actual = self.session.plan(wanted, prune=prune)
        self.said.append(str(plan))
        self.session.apply(plan, wanted, actual, zips_of(packages), "apply")


@pytest.fixture
def maintainer(simulator: CloudSimulator, tmp_path: Path) -> Maintainer:
    return Maintainer(simulator, tmp_path / "record")


class Console:
    """Runs verbs as a maintainer at a terminal, in a project's folder."""

    def __init__(
        self, project: Project, simulator: CloudSimulator, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.project, self.monkeypatch = project, monkeypatch
        folder = project.root / ".local" / "deploy" / "test"
        values = settings_for(simulator, folder).values
        folder.mkdir(parents=True)
        self.file = folder / "settings.env"
        self.file.touch(mode=0o600)
        self.file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
        monkeypatch.setattr(cli, "ROOT", project.root)
        monkeypatch.setattr(verbs, "build", lambda template, out: project.packages())
        monkeypatch.setattr(verbs, "Cloud", lambda s: Cloud(s, pause=lambda seconds: None))
        self.answer("yes")

    def answer(self, text: str) -> None:
        def typed(prompt: str) -> str:
            return text

        self.monkeypatch.setattr("builtins.input", typed)

    def run(self, *words: str) -> int:
        return cli.main(["--template", str(self.project.root / "template.yaml"), *words])


@pytest.fixture
def console(
    project: Project, simulator: CloudSimulator, monkeypatch: pytest.MonkeyPatch
) -> Console:
    return Console(project, simulator, monkeypatch)
