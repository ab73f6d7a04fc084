"""template.yaml: every function, timer, route, variable and layer, read and validated.

`load` is what the emulator and the deployer call; `parse` is the same without looking at folders.
"""

from template.load import load, parse
from template.model import (
    Function,
    Layer,
    Reference,
    Route,
    Site,
    Template,
    TemplateError,
    Timer,
    Value,
    Vpc,
)

__all__ = [
    "Function",
    "Layer",
    "Reference",
    "Route",
    "Site",
    "Template",
    "TemplateError",
    "Timer",
    "Value",
    "Vpc",
    "load",
    "parse",
]
