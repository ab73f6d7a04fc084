"""The console program: what each verb is called, takes and answers.

Exit codes: 0 done or nothing to do, 1 refused or failed, 2 (plan only) there is something to do.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from deploy import verbs
from deploy.cloud import CloudError
from deploy.edges import ApplyError
from deploy.packaging.build import PackageError
from deploy.settings import SettingsError
from template import TemplateError

ROOT = Path(__file__).resolve().parent.parent
_EXPECTED = (TemplateError, PackageError, SettingsError, ApplyError, CloudError)


def main(words: list[str]) -> int:
    """Run one verb; what a person can mend is said in a line or two, without a stack."""
    arguments = _parser().parse_args(words)
    verb: Callable[[argparse.Namespace], int] = arguments.run
    try:
        return verb(arguments)
    except _EXPECTED as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\n已停下；再运行同一条命令，会从这里接着做", file=sys.stderr)
        return 130


class _Parser(argparse.ArgumentParser):
    """With the words that argparse adds by itself in Chinese as well."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")


class _Verbs:
    """The verbs of the program, each a parser of its own that names what it runs."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._subparsers = parser.add_subparsers(metavar="命令", required=True)

    def add(
        self, name: str, run: Callable[[argparse.Namespace], int], text: str, *, env: bool = True
    ) -> argparse.ArgumentParser:
        verb = self._subparsers.add_parser(name, help=text, description=f"{text}。")
        verb.set_defaults(run=run)
        if env:
            verb.add_argument("env", metavar="ENV", help="设置的名称，例如 prod")
        return verb


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m deploy", description="把 template.yaml 部署到云开发环境。")
    parser.set_defaults(process=os.environ, root=ROOT)
    parser.add_argument("--template", type=Path, default=ROOT / "template.yaml")
    known = _Verbs(parser)
    _releasing(known)
    _running(known)
    _examining(known)
    return parser


def _releasing(known: _Verbs) -> None:
    """What makes an environment, changes it or takes it away."""
    package = known.add("package", verbs.package, "构建层，以及每个函数一个 zip", env=False)
    package.add_argument("--out", type=Path, default=ROOT / "build")

    known.add(
        "init",
        verbs.init,
        "生成带新密钥的设置文件；再运行一次则检查数据库并做好准备",
    )

    plan = known.add("plan", verbs.plan, "显示 apply 会做什么；有要做的则退出码为 2")
    plan.add_argument("--prune", action="store_true", help="连模板里已没有的也显示")

    apply = known.add("apply", verbs.apply, "列出计划，问过以后，把环境改成模板的样子")
    apply.add_argument("--prune", action="store_true", help="删除模板里已没有的")
    _confirmable(apply)

    rollback = known.add("rollback", verbs.rollback, "把代码、层和网页换回以前的一次发布")
    rollback.add_argument("--to", type=int, metavar="N", help="哪一次发布；不写就是上一次")
    rollback.add_argument("--list", action="store_true", help="列出记录里的发布")
    _confirmable(rollback)

    known.add(
        "destroy",
        verbs.destroy,
        "删除从这里建立的一切；要求输入环境 ID",
    )


def _confirmable(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--yes", action="store_true", help="不再询问，供自动化使用")
    verb.add_argument("--overwrite", action="store_true", help="与 --yes 一起：手工改过的也覆盖")


def _running(known: _Verbs) -> None:
    """What works with an environment as it is."""
    ops = known.add("ops", verbs.ops, "用 ENV 的设置运行 python -m ops 的一个程序")
    ops.add_argument("words", nargs=argparse.REMAINDER, help="例如：verify --settled")

    invoke = known.add("invoke", verbs.invoke, "像控制台那样调用一个函数")
    invoke.add_argument("function")
    invoke.add_argument("--event", default="{}", help="JSON；不带调用者的身份")
    invoke.add_argument("--timer", metavar="NAME", help="改为发送这个定时器的事件")

    logs = known.add("logs", verbs.logs, "打印最近几分钟的日志")
    logs.add_argument("functions", nargs="*", help="默认是模板里的全部函数")
    logs.add_argument("--minutes", type=int, default=15)
    logs.add_argument("--follow", "-f", action="store_true", help="一直打印，直到停下")

    known.add("status", verbs.status, "每个函数一行：状态、内存、层、定时器")


def _examining(known: _Verbs) -> None:
    """What finds out how things are, and what hands them to another tool."""
    probe = known.add(
        "probe",
        verbs.probe,
        "部署一个函数，报告平台给了它哪些名称，然后删除",
    )
    probe.add_argument("--timers", action="store_true", help="再查定时器用哪个时区（5 分钟）")

    known.add("doctor", verbs.doctor, "检查凭据、时钟、数据库、微信和微信支付的设置")

    export = known.add("export", verbs.export, "写出云开发自带工具用的 cloudbaserc.json")
    export.add_argument("format", choices=["cloudbaserc"])
    export.add_argument("--out", type=Path, default=Path("cloudbaserc.json"))
    export.add_argument("--layer-version", type=int, default=None, help="不写就查最新的")
