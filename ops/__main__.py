"""Programs over a database of the service, started by maintainers: `python -m ops VERB`.

They read the same environment variables as the functions (MONGO_URI, MONGO_DATABASE, DATA_KEYS, …). Exit codes: 0 all
is well, 1 the program found something, 2 it could not do its work.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from pymongo.errors import PyMongoError

from common.domain.privacy import LoggableError
from ops import catalogue, imports, keys, migrations, sheets, staff, stuck, untold, verify
from ops.printable import printable_only
from ops.words import with_step

_ABOUT = """维护程序：对服务的数据库做一件事。用法：python -m ops 命令，各命令的说明：python -m ops 命令 --help

读取与云函数相同的环境变量（MONGO_URI、MONGO_DATABASE、DATA_KEYS 等），只打印编号和数目，
不打印任何人的信息；untold 打印的姓名是遮盖过的。
退出码：0 一切正常，1 发现了问题，2 没能完成工作。日常怎么用，见 docs/operations.zh-CN.md。"""


class Verb(NamedTuple):
    """One program: what it does in a word and in whole sentences, its options, and the work."""

    help: str
    about: str
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def _no_options(_: argparse.ArgumentParser) -> None:
    pass


VERBS = {
    "verify": Verb(
        "检查每一条不变式和每一处引用",
        "检查每一条不变式和每一处引用。不加 --settled 时服务可以照常：进行中的只计数，可疑的过几秒再读，仍不对才报告。"
        "有 DATA_KEYS、HASH_KEYS 时还会打开加密字段，不显示给任何人。",
        verify.add_options, verify.run,
    ),
    "import": Verb(
        "检查一个目录的 CSV 文件或一家医院的文件并保存",
        "检查一个目录的 CSV 文件或一家医院的 .xlsx、.zip 文件并保存，只动文件里写到的医院。只要有一处要改，"
        "就什么也不保存。需要 DATA_KEYS。",
        imports.add_import, imports.run_import,
    ),
    "export": Verb(
        "把一家医院的资料写成文件",
        "把一家医院的资料写成一个 .xlsx 文件，或一个目录里的 CSV 文件；原样再导入，什么也不变。",
        sheets.add_export, sheets.run_export,
    ),
    "template": Verb(
        "写一个空的 .xlsx 文件供医院填写",
        "写一个空的 .xlsx 文件供医院填写：列名、下拉列表和说明都在里面。",
        sheets.add_template, sheets.run_template,
    ),
    "retire": Verb(
        "停用一家医院",
        "停用一家医院和它的科室、医生、出诊：患者看不到，也不能再预约。什么也不删除，已有的预约不受影响；再导入一次就恢复。",
        catalogue.add_retire, catalogue.run_retire,
    ),
    "publish": Verb(
        "生成预约期内的号源",
        "给每家医院的预约期补上还没有的号源；已生成的不变。定时任务每天会做，改了出诊表想立即生效时才要运行。",
        _no_options, catalogue.run_publish,
    ),
    "indexes": Verb(
        "建立缺少的索引",
        "建立缺少的索引；没有声明过的索引只列出来，不动它们。",
        _no_options, catalogue.run_indexes,
    ),
    "migrate": Verb(
        "把上一版本的数据升级到本版本",
        "依次运行这个数据库还没做过的步骤。可以中断，可以再运行，服务照常。加 --list 只列出，有没做的则退出码为 1。",
        migrations.add_options, migrations.run,
    ),
    "keys": Verb(
        "生成、统计和轮换密钥",
        "生成、统计和轮换密钥。从不打印数据和密钥，只有新生成的密钥打印一次。",
        keys.add_options, keys.run,
    ),
    "staff": Verb(
        "邀请第一位平台运营，列出和停用工作人员",
        "邀请平台运营（以后的人由他们在页面上邀请）、列出工作人员、停用一个人。每件事都进操作记录。需要 DATA_KEYS。",
        staff.add_options, staff.run,
    ),
    "stuck": Verb(
        "列出要人工处理的事",
        "列出试了多次没办成的动作、微信退不了的退款、账单上不是本服务发起的退款、找不到预约的付款、一直没写完的导入。"
        "有则退出码为 1，有文档读不出来则为 2。",
        stuck.add_options, stuck.run,
    ),
    "untold": Verb(
        "列出停诊没通知到的人",
        "列出一家医院一天的就诊里，停诊或出诊变动没通知到的人，姓名是遮盖过的，供医院打电话。有则退出码为 1。",
        untold.add_options, untold.run,
    ),
}  # fmt: skip


class _Parser(argparse.ArgumentParser):
    """With the words that argparse adds by itself in Chinese as well."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; what went wrong is one line on stderr, without anybody's data in it. All of it is printable."""
    with printable_only():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    parser = _Parser(
        prog="python -m ops", description=_ABOUT, formatter_class=argparse.RawTextHelpFormatter
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="命令")
    for name, verb in VERBS.items():
        verb.add(verbs.add_parser(name, help=verb.help, description=verb.about))
    options = parser.parse_args(arguments)
    try:
        return VERBS[options.verb].run(options)
    except LoggableError as error:
        print(f"没有完成：{error}", file=sys.stderr)
    except PyMongoError as error:
        # The driver's words may quote a document or the address with its password.
        words = f"没有完成：数据库没有正常答复（{type(error).__name__}）"
        print(with_step(words, "查 MONGO_URI、网络和数据库是否在运行，再来一次"), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
