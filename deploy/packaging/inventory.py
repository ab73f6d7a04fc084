"""What the layer is made of: an SBOM (CycloneDX 1.5) and a list of licences."""

from __future__ import annotations

import json
import re
from pathlib import Path

from deploy.packaging.wheels import Distribution

# Compelling licences would reach the hospital's own code through the import.
_COMPELLING = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def compelling(found: list[Distribution]) -> list[Distribution]:
    """Packages that must not be in a layer because of their licence."""
    return [package for package in found if _COMPELLING.search(package.licence)]


def write_sbom(found: list[Distribution], layer: Path, sha256: str, target: Path) -> None:
    """A CycloneDX document without a date or random number: the same layer, the same bytes."""
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {
                "type": "file",
                "name": layer.name,
                "hashes": [{"alg": "SHA-256", "content": sha256}],
            }
        },
        "components": [
            {
                "type": "library",
                "name": package.name,
                "version": package.version,
                "purl": f"pkg:pypi/{package.name}@{package.version}",
                "licenses": [{"license": {"name": package.licence}}],
            }
            for package in found
        ],
    }
    target.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


def write_licences(found: list[Distribution], target: Path) -> None:
    """One line a package: name, version, licence."""
    width = max((len(f"{p.name} {p.version}") for p in found), default=0)
    lines = [f"{f'{p.name} {p.version}':<{width}}  {p.licence}" for p in found]
    target.write_text("\n".join(lines) + "\n", "utf-8")
