"""Settings that stand in the secret manager, read from a stand-in that checks every signature."""

import base64
import functools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.clients import secrets
from common.runtime import log, settings
from common.runtime.settings import NAMES, SettingsError, load
from tests.deploy.cloud.secret_manager import SecretManager
from tests.deploy.cloud.server import CloudSimulator
from tests.unit.runtime.test_settings import GOOD, SECRET

ROOT = Path(__file__).parents[3]
ROLE = {
    "TENCENTCLOUD_SECRETID": "AKIDrole",
    "TENCENTCLOUD_SECRETKEY": "invented-role-key",
    "TENCENTCLOUD_SESSIONTOKEN": "invented-session",
    "TENCENTCLOUD_REGION": "ap-shanghai",
}
IN_SSM = {
    **GOOD,
    **ROLE,
    "DATA_KEYS": "ssm:yuyue-data-keys",
    "MINI_SECRET": "ssm:yuyue-mini#2026-11",
}
OTHER_KEY = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudSimulator]:
    """A cloud that knows the role's key; the real client is only told its address."""
    with CloudSimulator("env", ROLE["TENCENTCLOUD_SECRETID"], "invented-role-key") as running:
        place = running.address.removeprefix("http://")
        client = functools.partial(secrets.SsmSecrets, endpoint=place, timeout_s=20)
        monkeypatch.setattr(secrets, "SsmSecrets", client)
        yield running


@pytest.fixture
def manager(cloud: CloudSimulator) -> SecretManager:
    found = SecretManager(cloud)
    found.put("yuyue-data-keys", f"d9:{OTHER_KEY}\n")
    found.put("yuyue-mini", "invented-of-november", "2026-11")
    return found


def test_a_reference_is_replaced_by_its_secret(manager: SecretManager) -> None:
    known = load(NAMES, IN_SSM)
    assert [(key.id, key.secret) for key in known.data_keys] == [("d9", bytes(32))]
    assert known.mini_secret == "invented-of-november"
    assert known.mongo_uri == GOOD["MONGO_URI"]
    assert sorted(manager.asked) == ["yuyue-data-keys#SSM_Current", "yuyue-mini#2026-11"]


def test_without_a_reference_nothing_is_asked(manager: SecretManager) -> None:
    load(NAMES, {**GOOD, **ROLE})
    assert manager.asked == []


@pytest.mark.parametrize(
    "text",
    ["ssm:", "ssm:a b", "ssm:-a", "ssm:a#", "ssm:a#b#c", "ssm:" + "a" * 129, "ssm:钥", "ssm:a#-b",
     "ssm:a#" + "b" * 65, "ssm:a\nb"],
)  # fmt: skip
def test_a_malformed_reference_is_refused(text: str, manager: SecretManager) -> None:
    words = "^MINI_SECRET 要写成 ssm:<凭据名>，或在后面加 #<版本>$"
    with pytest.raises(SettingsError, match=words):
        load(NAMES, {**IN_SSM, "MINI_SECRET": text})
    assert not [asked for asked in manager.asked if "wx" in asked]


def test_the_longest_names_of_a_secret_and_its_version(manager: SecretManager) -> None:
    name, version = "a" * 128, "b" + "._-9" * 15 + "bbb"
    manager.put(name, "invented-long", version)
    known = load(NAMES, {**IN_SSM, "MINI_SECRET": f"ssm:{name}#{version}"})
    assert (len(version), known.mini_secret) == (64, "invented-long")


@pytest.mark.parametrize("text", [None, ""])
def test_an_empty_secret_is_named(text: str | None, manager: SecretManager) -> None:
    manager.put("yuyue-data-keys", text)
    with pytest.raises(SettingsError, match=r"^DATA_KEYS：凭据 yuyue-data-keys 里没有内容$"):
        load(NAMES, IN_SSM)


def test_what_the_manager_does_not_have_is_named_with_its_answer(manager: SecretManager) -> None:
    with pytest.raises(
        SettingsError, match=r"^MINI_SECRET：凭据 yuyue-mini 读不到（ResourceNotFound"
    ):
        load(NAMES, {**IN_SSM, "MINI_SECRET": "ssm:yuyue-mini#2026-12"})


@pytest.mark.parametrize("name", ["TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY"])
def test_another_role_gets_nothing(name: str, manager: SecretManager) -> None:
    with pytest.raises(SettingsError, match="AuthFailure") as caught:
        load(NAMES, {**IN_SSM, name: "invented-stranger"})
    assert "invented" not in str(caught.value)
    assert manager.asked == []


def test_a_malformed_secret_is_refused_without_showing_it(manager: SecretManager) -> None:
    manager.put("yuyue-data-keys", f"no-id-{SECRET}")
    with pytest.raises(SettingsError, match="DATA_KEYS") as caught:
        load(NAMES, IN_SSM)
    assert SECRET not in str(caught.value)


def test_production_rules_hold_for_what_was_fetched(manager: SecretManager) -> None:
    manager.put("elsewhere", "http://127.0.0.1:9")
    with pytest.raises(SettingsError, match=r"^WECHAT_PAY_BASE 在正式环境里必须为空$"):
        load(NAMES, {**IN_SSM, "WECHAT_PAY_BASE": "ssm:elsewhere"})


def test_an_instance_asks_once_hides_the_secret_and_keeps_no_failure(
    manager: SecretManager, cloud: CloudSimulator, monkeypatch: pytest.MonkeyPatch, lines
) -> None:
    for name, text in IN_SSM.items():
        monkeypatch.setenv(name, text)
    settings.current.cache_clear()
    try:
        cloud.bad_day = lambda number, action: "drop"
        with pytest.raises(SettingsError, match="NetworkError"):
            settings.current(frozenset(NAMES))
        cloud.bad_day = lambda number, action: None
        # The platform renews what the role may use while the instance lives.
        cloud.keys = {"AKIDnew": "invented-new-key"}
        monkeypatch.setenv("TENCENTCLOUD_SECRETID", "AKIDnew")
        monkeypatch.setenv("TENCENTCLOUD_SECRETKEY", "invented-new-key")
        assert settings.current(frozenset(NAMES)) is settings.current(frozenset(NAMES))
    finally:
        settings.current.cache_clear()
    assert len(manager.asked) == 2
    log.info("probe", one="invented-of-november", two=f"x/{OTHER_KEY}/y")
    assert "invented-of-november" not in str(lines())
    assert OTHER_KEY not in str(lines())


def test_a_cold_start_without_a_reference_loads_no_sdk() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from common.runtime import settings; settings.current(frozenset(['MONGO_URI', 'DATA_KEYS']))\n"
        "print('tencentcloud' in sys.modules or 'common.clients.secrets' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=GOOD
    )
    assert done.stdout == "False\n"
