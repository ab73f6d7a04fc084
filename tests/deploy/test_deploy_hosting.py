"""Pages on static hosting: put there whole, replaced, rolled back, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.edges import ApplyError
from deploy.packaging import site
from template import load
from tests.deploy.cloud.server import CloudSimulator
from tests.deploy.conftest import PAGES, Console, Maintainer, Project
from tests.support.emulator import ROOT

NO_CHANGE = "没有要改的：环境与模板一致"


def texts(simulator: CloudSimulator) -> dict[str, str]:
    """The files of the site, but for the note that tells which they are."""
    return {
        key.removeprefix("staff/"): kept.body.decode()
        for key, kept in simulator.objects.kept.items()
        if not key.endswith("release.json")
    }


def test_every_file_lies_where_it_is_asked_for_with_what_a_browser_may_keep(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    assert "+ site /staff\n    content: " in maintainer.plan(project)
    maintainer.apply(project)
    assert texts(simulator) == PAGES
    sent = {key: kept.headers for key, kept in simulator.objects.kept.items()}
    assert sent["staff/index.html"] == {
        "content-type": "text/html; charset=utf-8", "cache-control": "no-cache",
    }  # fmt: skip
    assert sent["staff/assets/b-1.css"] == {
        "content-type": "text/css; charset=utf-8", "cache-control": "public, max-age=31536000, immutable",
    }  # fmt: skip
    assert sent["staff/icon.svg"]["content-type"] == "image/svg+xml"
    assert maintainer.plan(project) == NO_CHANGE


def test_a_new_release_keeps_what_open_pages_still_load_and_clears_what_is_older(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    for number in (2, 3):
        (project.root / f"built/assets/a-{number - 1}.js").unlink()
        project.page(f"assets/a-{number}.js", str(number))
        project.page("index.html", f"page {number}")
        plan = maintainer.plan(project)
        assert "~ site /staff\n    content: " in plan
        assert "function" not in plan
        before = simulator.counts
        maintainer.apply(project)
        assert (simulator.counts - before)["PUT object"] == 3, "the script, the page and the note"
    assert set(texts(simulator)) == {*PAGES, "assets/a-2.js", "assets/a-3.js"} - {"assets/a-1.js"}
    assert texts(simulator)["index.html"] == "page 3"


def test_the_page_that_names_all_others_comes_last(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    order = [key for key in simulator.objects.kept if key.startswith("staff/")]
    assert order[-2:] == ["staff/index.html", "staff/release.json"]


def test_a_file_altered_by_hand_is_seen_and_put_right(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    kept = simulator.objects.kept
    kept["staff/assets/a-1.js"] = kept["staff/assets/a-1.js"]._replace(body=b"alien()")
    assert "~ site /staff（上次部署之后有人手工改过）" in maintainer.plan(project)
    maintainer.apply(project)
    assert texts(simulator) == PAGES


def test_a_file_added_by_hand_is_seen_and_taken_away(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    (project.root / "built/assets/a-1.js").unlink()
    project.page("assets/a-2.js", "2")
    maintainer.apply(project)
    assert maintainer.plan(project) == NO_CHANGE, "the files of the release before are known"
    kept = simulator.objects.kept
    kept["staff/assets/alien.js"] = kept["staff/assets/a-1.js"]
    assert "~ site /staff（上次部署之后有人手工改过）" in maintainer.plan(project)
    maintainer.apply(project)
    assert set(texts(simulator)) == {*PAGES, "assets/a-2.js"}
    assert maintainer.plan(project) == NO_CHANGE


def test_pages_go_back_with_the_code(
    project: Project, console: Console, simulator: CloudSimulator
) -> None:
    assert console.run("apply", "test", "--yes") == 0
    project.page("index.html", "page 2")
    assert console.run("apply", "test", "--yes") == 0
    assert texts(simulator)["index.html"] == "page 2"
    assert console.run("rollback", "test", "--yes") == 0
    assert texts(simulator)["index.html"] == PAGES["index.html"]
    assert console.run("rollback", "test", "--yes") == 0
    assert texts(simulator)["index.html"] == "page 2"


def test_what_the_template_has_no_more_is_taken_away_and_no_other_file(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator
) -> None:
    maintainer.apply(project)
    alien = simulator.objects.kept["staff/index.html"]
    simulator.objects.kept["stafflist.html"] = alien
    text = (project.root / "template.yaml").read_text("utf-8")
    start, end = text.index("  pages:"), text.index("  app:")
    (project.root / "template.yaml").write_text(text[:start] + text[end:], "utf-8")
    assert "· site /staff 模板里已没有；要删除请加 --prune" in maintainer.plan(project)
    maintainer.apply(project, prune=True)
    assert simulator.objects.kept == {"stafflist.html": alien}
    assert set(simulator.tcb.routes[simulator.tcb.domain]) == {"/pay/notify"}


@pytest.mark.parametrize("status", ["", "process"])
def test_without_hosting_somebody_is_told_where_to_open_it(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator, status: str
) -> None:
    simulator.tcb.hosting = status
    assert "+ site /staff" in maintainer.plan(project)
    with pytest.raises(ApplyError) as refusal:
        maintainer.apply(project)
    assert str(refusal.value) == "环境还没有开通静态网站托管：请在云开发控制台开通，再运行 apply"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            (404, b"<Error><Code>NoSuchBucket</Code></Error>"),
            "没有存储桶 static-env-test-1250000000",
        ),
        ((200, b"<html><p>sign in"), "存储桶 static-env-test-1250000000 的文件列表读不懂"),
    ],
)
def test_a_bucket_that_is_gone_is_told(
    maintainer: Maintainer, simulator: CloudSimulator, answer: tuple[int, bytes], words: str
) -> None:
    simulator.objects.instead = answer
    with pytest.raises(ApplyError) as refusal:
        maintainer.session.hosting.content("/staff")
    assert str(refusal.value) == f"{words}：请在云开发控制台检查静态网站托管，再运行一次"


def test_a_wrong_key_is_refused_by_name(project: Project, maintainer: Maintainer) -> None:
    settings = maintainer.session.settings
    object.__setattr__(
        settings, "values", {**settings.values, "TENCENTCLOUD_SECRET_KEY": "another-secret"}
    )
    with pytest.raises(ApplyError) as refusal:
        maintainer.session.hosting.content("/staff")
    assert str(refusal.value) == "存储桶 static-env-test-1250000000 拒绝读取（403）"


def test_a_package_holds_what_was_built_and_no_file_of_the_builders(
    project: Project, tmp_path: Path
) -> None:
    [pages] = project.template.sites.values()
    packed = [site.pack(pages, tmp_path / name) for name in ("a.zip", "b.zip")]
    assert packed[0] == packed[1], "what the builder draws anew each time is not in it"


def test_a_build_that_fails_says_why(project: Project, tmp_path: Path) -> None:
    said = (
        "console.log(JSON.stringify({ built: false, problems: ['a.vue:1 bad'] })); process.exit(1);"
    )
    (project.root / "pages/build.mjs").write_text(said)
    [pages] = project.template.sites.values()
    with pytest.raises(site.SiteError) as error:
        site.pack(pages, tmp_path / "a.zip")
    assert str(error.value) == "a.vue:1 bad"


def test_our_own_pages_are_the_same_bytes_when_built_twice(tmp_path: Path) -> None:
    [pages] = load(ROOT / "template.yaml").sites.values()
    first, second = (site.pack(pages, tmp_path / name) for name in ("a.zip", "b.zip"))
    assert first == second
