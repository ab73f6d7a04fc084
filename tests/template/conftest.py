"""A small project for every test of the template."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.template.project import ProjectFolder


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder(tmp_path / "project")
