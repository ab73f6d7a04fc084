"""Values that stand outside the repository: credentials, addresses and keys of one environment.

A setting is looked up as `DEPLOY_<NAME>` in the process environment (for automation), then in
`.local/deploy/<environment>/settings.env`. The prefix keeps a laptop's own MONGO_URI out of it.
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.values import wrong_values
from template import Function, Reference, Template, Value
from template.checks import ENVIRONMENT_BYTES

EXAMPLE = "settings.example.env"
HOME = Path(".local/deploy")
# What the deployer itself needs, beside what the template names.
OWN = ("ENV_ID", "TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_REGION")
OPTIONAL = (
    "TENCENTCLOUD_TOKEN",
    "TENCENTCLOUD_ENDPOINT",
    "COS_ENDPOINT",
    "HTTP_DOMAIN",
    "LAYER_BUCKET",
)

_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
_LINE = re.compile(r"([A-Z][A-Z0-9_]*)=(.*)")
_SECRET_REFERENCE = re.compile(
    r"ssm:([0-9A-Za-z][0-9A-Za-z_-]{0,127})(?:#([0-9A-Za-z][0-9A-Za-z_.-]{0,63}))?"
)
# The version of a secret that was made without one; an update replaces what it holds.
_CURRENT = "SSM_Current"


class SettingsError(Exception):
    """A setting is missing, misspelt or too long; the text says which and where to put it."""


@dataclass(frozen=True)
class Settings:
    """Settings of one environment. `values` are secret as a whole: never print them."""

    environment: str
    folder: Path
    values: Mapping[str, str]

    def __repr__(self) -> str:
        return f"Settings({self.environment!r}, {len(self.values)} values)"

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def __getitem__(self, name: str) -> str:
        value = self.values.get(name, "")
        if not value:
            raise SettingsError(f"缺少设置 {name}，请写进 {self.file}")
        return value

    @property
    def file(self) -> Path:
        return self.folder / "settings.env"

    @property
    def secret_references(self) -> dict[str, tuple[str, str]]:
        """Names whose value stands in the secret manager: the secret's name and version."""
        found = {}
        for name, value in self.values.items():
            match = _SECRET_REFERENCE.fullmatch(value)
            if match:
                found[name] = (match[1], match[2] or _CURRENT)
        return found

    def resolve(self, value: Value) -> str:
        """A template's value as it will stand on the platform."""
        return self.get(value.name) if isinstance(value, Reference) else value

    def environment_of(self, function: Function) -> dict[str, str]:
        """The variables of a function. The platform refuses empty values: they are left out."""
        resolved = {name: self.resolve(value) for name, value in function.environment.items()}
        return {name: value for name, value in resolved.items() if value}


def load(environment: str, process: Mapping[str, str], root: Path) -> Settings:
    """Read the settings of an environment; SettingsError when the file is not as it should be."""
    if not _NAME.fullmatch(environment):
        raise SettingsError(f"环境名称 {environment!r} 不对：请用 prod、staging 这样的短名")
    folder = root / HOME / environment
    values = _read(folder / "settings.env")
    for name, value in process.items():
        if name.startswith("DEPLOY_"):
            values[name.removeprefix("DEPLOY_")] = value
        elif name in (*OWN, *OPTIONAL) and name.startswith("TENCENTCLOUD_"):
            values.setdefault(name, value)
    return Settings(environment, folder, values)


def _read(file: Path) -> dict[str, str]:
    if not file.is_file():
        return {}
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise SettingsError(f"{file} 里有密钥，别人也读得到：请运行 chmod 600 {file}")
    values: dict[str, str] = {}
    for number, line in enumerate(_text(file).splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if not match:
            raise SettingsError(f"{file}:{number}：要写成 名称=值，注释以 # 开头")
        if match[1] in values:
            raise SettingsError(f"{file}:{number}：{match[1]} 写了两次，请只留一行")
        values[match[1]] = match[2].strip()
    return values


def _text(file: Path) -> str:
    """Editors write a byte order mark in front of UTF-8, or another encoding."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise SettingsError(f"{file} 不是 UTF-8 编码，请另存为 UTF-8")
    return text


def check(settings: Settings, template: Template) -> None:
    """Everything the template names is there and fits; SettingsError lists all that is not."""
    problems = []
    for name in OWN:
        if not settings.get(name):
            problems.append(f"缺少 {name}")
    known = {*OWN, *OPTIONAL, *template.references}
    for name in settings.values:
        if name not in known:
            problems.append(f"{name} 这个名称，模板和部署程序都不用")
    for name in template.references:
        if name not in settings.values:
            problems.append(f"缺少 {name}（要留空就写 {name}=）")
    problems += _wrong_references(settings, template)
    problems += wrong_values(settings.values)
    for function in template.functions.values():
        variables = settings.environment_of(function)
        size = sum(len(name.encode()) + len(value.encode()) for name, value in variables.items())
        if size > ENVIRONMENT_BYTES:
            problems.append(
                f"{function.name} 的变量共 {size} 字节，平台最多 {ENVIRONMENT_BYTES} 字节："
                "请把长的密钥放进凭据管理系统"
            )
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise SettingsError(f"{settings.environment} 的设置（{settings.file}）要改：\n{listed}")


def _wrong_references(settings: Settings, template: Template) -> Iterator[str]:
    """Only what a function reads by itself can stand in the secret manager."""
    variables = {
        value.name
        for function in template.functions.values()
        for value in function.environment.values()
        if isinstance(value, Reference)
    }
    for name, value in settings.values.items():
        if not value.startswith("ssm:"):
            continue
        if name not in variables:
            yield f"{name} 在这里就要用，不能放进凭据管理系统"
        elif name not in settings.secret_references:
            yield f"{name} 要写成 ssm:<凭据名>，或在后面加 #<版本>"
