"""What each verb of the console program does; all answer with an exit code."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from deploy import actual as reading
from deploy import doctor as examination
from deploy import export as exporting
from deploy import init as beginning
from deploy import operate
from deploy import probe as probing
from deploy.cloud import Cloud
from deploy.desired import layer_name
from deploy.edges import ApplyError
from deploy.packaging.build import MEGABYTE, UNPACKED_LIMIT, UPLOAD_LIMIT, Packages, build
from deploy.plan import Plan
from deploy.record import Record
from deploy.secret_manager import resolved
from deploy.session import Session, zips_of
from deploy.settings import Settings, SettingsError
from deploy.settings import load as load_settings
from deploy.state import State
from template import load

Arguments = argparse.Namespace


def package(arguments: Arguments) -> int:
    """Build and say what came of it."""
    template = load(arguments.template)
    packages = build(template, arguments.out)
    _print_sizes(packages, arguments.out)
    return 0


def _print_sizes(packages: Packages, out: Path) -> None:
    for name, layer in packages.layers.items():
        print(
            f"layer {name}：压缩后 {layer.zipped / MEGABYTE:.1f} MB（上限 {UPLOAD_LIMIT // MEGABYTE}），"
            f"解开后 {layer.unpacked / MEGABYTE:.1f} MB（上限 {UNPACKED_LIMIT // MEGABYTE}）  "
            f"sha256 {layer.sha256[:12]}"
        )
        for heavy, size in layer.heaviest:
            print(f"    {size / MEGABYTE:5.1f} MB  {heavy}")
    for name, function in packages.functions.items():
        print(f"function {name}：{function.zipped} 字节  sha256 {function.sha256[:12]}")
    for name, site in packages.sites.items():
        print(f"site {name}：{site.zipped} 字节  sha256 {site.sha256[:12]}")
    if not packages.compiled:
        print("这里没有 Python 3.10：包里不带编译好的文件，冷启动会慢一些")
    print(f"已写入 {out}")


def _settings(arguments: Arguments) -> Settings:
    settings = load_settings(arguments.env, arguments.process, arguments.root)
    if not settings.values:
        raise SettingsError(f"没有 {settings.file}：请先运行 python -m deploy init {arguments.env}")
    return settings


def _session(arguments: Arguments) -> Session:
    settings = _settings(arguments)
    return Session(settings, Cloud(settings), Record.load(settings.folder), print)


def _built(arguments: Arguments, session: Session) -> tuple[State, Mapping[str, Path]]:
    template = load(arguments.template)
    packages = build(template, arguments.root / "build")
    if not packages.compiled:
        print("这里没有 Python 3.10：包里不带编译好的文件，冷启动会慢一些")
    in_ssm = session.settings.secret_references
    if in_ssm:
        print(f"运行时从凭据管理系统读取：{'、'.join(sorted(in_ssm))}")
    return session.wanted(template, packages), zips_of(packages)


def plan(arguments: Arguments) -> int:
    session = _session(arguments)
    wanted, _ = _built(arguments, session)
    if not session.record.applied:
        print("这里没有以前部署的记录：分不出哪些是手工改的")
    found, _ = session.plan(wanted, prune=arguments.prune)
    print(found)
    if found.problems:
        return 1
    return 2 if found.changes else 0


def apply(arguments: Arguments) -> int:
    session = _session(arguments)
    wanted, zips = _built(arguments, session)
    return _carry_out(arguments, session, wanted, zips, "apply", prune=arguments.prune)


def _carry_out(
    arguments: Arguments,
    session: Session,
    wanted: State,
    zips: Mapping[str, Path],
    how: str,
    *,
    prune: bool = False,
    going_back: bool = False,
) -> int:
    found, actual = session.plan(wanted, prune=prune)
    print(found)
    if not found.changes and not found.problems:
        session.apply(found, wanted, actual, zips, how)
        return 0
    if not _agreed(arguments, session, found):
        print("什么也没改")
        return 1
    session.apply(found, wanted, actual, zips, how, going_back=going_back)
    print("做完了")
    return 0


def _agreed(arguments: Arguments, session: Session, found: Plan) -> bool:
    if arguments.yes:
        if found.by_hand and not arguments.overwrite:
            print("有人手工改过：请先看清楚，要覆盖就加 --overwrite")
            return False
        return True
    word = "overwrite" if found.by_hand else "yes"
    try:
        return input(f"要对 {session.cloud.env_id} 这样做吗？请输入 {word}：").strip() == word
    except EOFError:
        return False


def rollback(arguments: Arguments) -> int:
    session = _session(arguments)
    if arguments.list:
        for release in session.record.releases:
            print(f"{release.number:>4}  {release.at}  {release.how}")
        return 0
    release = session.rollback_target(arguments.to)
    print(f"回到 {release.at} 的第 {release.number} 次发布（代码、层和网页；数据不变）")
    wanted = session.rolled_back(release)
    how = f"rollback to {release.number}"
    return _carry_out(arguments, session, wanted, {}, how, going_back=True)


def destroy(arguments: Arguments) -> int:
    session = _session(arguments)
    found, actual = session.plan({}, prune=True)
    print(found)
    if not found.changes:
        return 0
    print("数据库、数据和环境本身都会保留")
    try:
        typed = input("要删除以上全部，请输入环境 ID：").strip()
    except EOFError:
        typed = ""
    if typed != session.cloud.env_id:
        print("什么也没删除")
        return 1
    session.apply(found, {}, actual, {}, "destroy")
    print("做完了")
    return 0


def init(arguments: Arguments) -> int:
    """Make the settings file; once it is filled in, look at the database and make it ready."""
    file, made = beginning.create_settings(arguments.env, arguments.root)
    if made:
        print(f"已生成 {file}，带有新的密钥；请另存一份在安全的地方")
        print("请填好空着的各项，再运行一次")
        return 0
    settings = resolved(_settings(arguments))
    database = settings.get("MONGO_DATABASE") or "yuyue"
    try:
        problems = list(beginning.check_database(settings["MONGO_URI"], database))
    except beginning.unreachable() as error:
        raise ApplyError(
            f"连不上数据库，或被它拒绝（{type(error).__name__}）；请在它的 VPC 里运行 init"
        ) from None
    for problem in problems:
        print(f"数据库：{problem}", file=sys.stderr)
    if problems:
        return 1
    print("数据库没有问题，现在做好准备")
    return _run_ops(arguments, settings, ["migrate"])


def ops(arguments: Arguments) -> int:
    """A maintenance program on the environment's database, with its settings and no others."""
    return _run_ops(arguments, resolved(_settings(arguments)), arguments.words)


def _run_ops(arguments: Arguments, settings: Settings, words: list[str]) -> int:
    names = load(arguments.template).references
    variables = {name: settings.get(name) for name in names if settings.get(name)}
    kept = {name: arguments.process[name] for name in ("PATH", "HOME") if name in arguments.process}
    done = subprocess.run(
        [sys.executable, "-m", "ops", *words],
        cwd=arguments.root,
        env={**kept, **variables},
        check=False,
    )
    return done.returncode


def invoke(arguments: Arguments) -> int:
    session = _session(arguments)
    try:
        event = json.loads(arguments.event)
    except ValueError as error:
        raise ApplyError(f"--event 不是 JSON：{error}") from None
    if arguments.timer:
        event = operate.timer_event(arguments.timer, "", datetime.now(timezone.utc))
    answer = operate.invoke(session.cloud, arguments.function, event)
    print(answer.log, file=sys.stderr)
    print(f"{answer.duration_ms:.0f} 毫秒，请求 {answer.request_id}", file=sys.stderr)
    print(answer.reply or answer.error)
    return 1 if answer.error else 0


def logs(arguments: Arguments) -> int:
    session = _session(arguments)
    functions = arguments.functions or list(load(arguments.template).functions)
    span = timedelta(minutes=arguments.minutes)
    if arguments.follow:
        for line in operate.follow(session.cloud, functions, span):
            print(line, flush=True)
    now = datetime.now(timezone.utc)
    for function in functions:
        for line in operate.logs(session.cloud, function, now - span, now, set()):
            print(line)
    return 0


def status(arguments: Arguments) -> int:
    session = _session(arguments)
    for line in operate.status(session.cloud, list(load(arguments.template).functions)):
        print(line)
    return 0


def probe(arguments: Arguments) -> int:
    session = _session(arguments)
    report = probing.run(session.cloud, print, timers=arguments.timers)
    print(json.dumps(report, indent=2, ensure_ascii=False))
    return 0


def doctor(arguments: Arguments) -> int:
    settings = _settings(arguments)
    worst = 0
    for finding in examination.examine(settings, Cloud(settings), load(arguments.template)):
        print(finding, flush=True)
        worst = max(worst, int(finding.ok is False))
    return worst


def export(arguments: Arguments) -> int:
    template = load(arguments.template)
    settings = load_settings(arguments.env, arguments.process, arguments.root)
    env_id = settings.get("ENV_ID") or "{{env.ENV_ID}}"
    versions: dict[str, int] = {}
    for layer in template.layers:
        name = layer_name(layer, env_id)
        versions[name] = arguments.layer_version or _newest_version(arguments, name)
    document = exporting.cloudbaserc(template, env_id, versions)
    arguments.out.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
    print(f"已写入 {arguments.out}；里面没有任何设置的值")
    return 0


def _newest_version(arguments: Arguments, name: str) -> int:
    found = reading.Actual()
    reading.read_layer(_session(arguments).cloud, found, name, "")
    if not found.versions:
        raise ApplyError(f"layer {name} 还没有版本：请先 apply，或写明 --layer-version")
    return max(found.versions.values())
