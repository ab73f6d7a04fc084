"""What a deployment sets: complete, well-formed, and never shown."""

import base64

import pytest

from common.domain.privacy import LoggableError
from common.runtime import log, settings
from common.runtime.settings import SettingsError, load

SECRET = base64.b64encode(bytes(range(32))).decode()
GOOD = {
    "MONGO_URI": "mongodb://app:invented-password@10.0.0.9/",
    "MONGO_DATABASE": "clinic",
    "MINI_APPID": "wx0123456789abcdef",
    "MINI_SECRET": "invented-mini-secret",
    "DATA_KEYS": f"d2:{SECRET},d1:{SECRET}",
    "HASH_KEYS": f"h1:{SECRET}",
    "NOTIFY_URL": "https://pay.example.test/pay/notify",
    "STAGE": "production",
}


def test_everything_arrives_typed():
    known = load(GOOD, GOOD)
    assert known.mongo_database == "clinic" and known.production
    assert (known.mongo_uri, known.notify_url) == (GOOD["MONGO_URI"], GOOD["NOTIFY_URL"])
    assert (known.mini_appid, known.mini_secret) == ("wx0123456789abcdef", "invented-mini-secret")
    assert [key.id for key in known.data_keys] == ["d2", "d1"]
    assert known.data_keys[0].secret == bytes(range(32))
    assert known.wechat_api_base == known.wechat_pay_base == ""


@pytest.mark.parametrize("name", sorted(set(GOOD) - settings.OPTIONAL))
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_variable_is_named(name, value):
    environ = {key: text for key, text in GOOD.items() if key != name}
    if value is not None:
        environ[name] = value
    with pytest.raises(SettingsError, match=name):
        load(GOOD, environ)


def refused(need, environ):
    with pytest.raises(SettingsError) as caught:
        load(need, environ)
    return str(caught.value)


def test_all_that_is_missing_is_said_at_once():
    environ = {key: text for key, text in GOOD.items() if key not in ("MINI_APPID", "MONGO_URI")}
    assert refused(GOOD, environ) == "没有设置环境变量：MINI_APPID、MONGO_URI"


def test_what_may_be_there_need_not_be():
    assert load(["MONGO_URI"], GOOD, may=["MINI_APPID"]).mini_appid == "wx0123456789abcdef"
    without = {"MONGO_URI": GOOD["MONGO_URI"]}
    assert load(["MONGO_URI"], without, may=["MINI_APPID"]).mini_appid == ""


def test_what_is_not_asked_for_is_not_read():
    known = load(["MONGO_URI"], GOOD)
    assert (known.mini_appid, known.mini_secret, known.notify_url) == ("", "", "")
    assert (known.data_keys, known.hash_keys, known.stage) == ((), (), "production")


def test_blanks_around_a_value_do_not_matter():
    known = load(GOOD, {**GOOD, "MINI_APPID": " wx0123456789abcdef\n"})
    assert known.mini_appid == "wx0123456789abcdef"


def test_a_program_needs_only_what_it_names():
    known = load(["MONGO_URI"], {"MONGO_URI": "mongodb://127.0.0.1/", "DATA_KEYS": "anything"})
    assert known.mongo_database == "yuyue" and known.data_keys == ()
    words = refused(["MONGO_URI", "DATA_KEYS"], {"MONGO_URI": "mongodb://127.0.0.1/"})
    assert words == "没有设置环境变量：DATA_KEYS"


def test_what_may_stay_empty():
    assert load(settings.NAMES, GOOD).production
    assert {
        "STAGE", "MONGO_DATABASE", "WECHAT_API_BASE", "WECHAT_PAY_BASE", "STAFF_ORIGIN", "FILES_BASE",
        "FILES_SECRET_ID", "FILES_SECRET_KEY",
    } == settings.OPTIONAL  # fmt: skip
    assert load([*GOOD, "STAFF_ORIGIN"], GOOD).staff_origin == ""


def test_an_origin_is_as_a_browser_sends_it():
    for origin in ("https://staff.example.test", "https://staff.example.test:8443"):
        assert (
            load([*GOOD, "STAFF_ORIGIN"], {**GOOD, "STAFF_ORIGIN": origin}).staff_origin == origin
        )
    words = "STAFF_ORIGIN 要写成 https://<域名>，小写，后面不带 /"
    for wrong in (
        "staff.example.test",
        "https://staff.example.test/",
        "https://A.test",
        "http://a.test",
    ):
        assert refused([*GOOD, "STAFF_ORIGIN"], {**GOOD, "STAFF_ORIGIN": wrong}) == words
    local = {**GOOD, "STAFF_ORIGIN": "http://127.0.0.1:8080", "STAGE": "development"}
    assert load([*GOOD, "STAFF_ORIGIN"], local).staff_origin == "http://127.0.0.1:8080"


BUCKET = "https://yuyue-1250000000.cos.ap-shanghai.myqcloud.com"
FILES = ("FILES_BASE", "FILES_SECRET_ID", "FILES_SECRET_KEY")


def test_a_bucket_is_named_by_its_own_host_and_comes_with_its_keys():
    whole = {**GOOD, "FILES_BASE": f"{BUCKET}/", "FILES_SECRET_ID": "i", "FILES_SECRET_KEY": "k"}
    known = load([*GOOD, *FILES], whole)
    assert (known.files_base, known.files_secret_id, known.files_secret_key) == (BUCKET, "i", "k")
    assert "'k'" not in repr(known)
    words = "FILES_BASE 要写成 https://<桶名>-<账号>.cos.<地域>.myqcloud.com"
    for wrong in (BUCKET.replace("https", "http"), f"{BUCKET}/a", "https://files.example.test"):
        assert refused([*GOOD, *FILES], {**whole, "FILES_BASE": wrong}) == words
    words = "设了 FILES_BASE，还要设：FILES_SECRET_ID、FILES_SECRET_KEY"
    assert refused([*GOOD, *FILES], {**GOOD, "FILES_BASE": BUCKET}) == words


def test_who_only_shows_public_files_needs_no_key_of_the_bucket():
    assert load([*GOOD, "FILES_BASE"], {**GOOD, "FILES_BASE": BUCKET}).files_base == BUCKET
    assert load([*GOOD, *FILES], GOOD).files_base == ""


def test_production_is_what_is_not_said_to_be_otherwise():
    assert load(GOOD, {**GOOD, "STAGE": ""}).production
    assert not load(GOOD, {**GOOD, "STAGE": "development"}).production
    words = "STAGE 只能是 production 或 development"
    assert refused(GOOD, {**GOOD, "STAGE": "Production"}) == words


@pytest.mark.parametrize("name", ["WECHAT_API_BASE", "WECHAT_PAY_BASE"])
def test_production_talks_to_the_real_hosts_only(name):
    elsewhere = {**GOOD, name: "http://127.0.0.1:9"}
    known = load([*GOOD, name], {**elsewhere, "STAGE": "development"})
    assert getattr(known, name.lower()) == "http://127.0.0.1:9"
    assert refused([*GOOD, name], elsewhere) == f"{name} 在正式环境里必须为空"


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f":{SECRET}",
        f"D1:{SECRET}",
        f"d.1:{SECRET}",
        f"{'d' * 17}:{SECRET}",
        "d1:",
        "d1:not base64",
        f"d1:{SECRET[:-4]}",
        f"d1:{SECRET}AAAA",
        f"d1:{SECRET},d1:{SECRET}",
        f"d1:{SECRET};d2:{SECRET}",
        f"d1:{SECRET}\u00e9",
    ],
)
@pytest.mark.parametrize("name", ["DATA_KEYS", "HASH_KEYS"])
def test_a_malformed_key_list_is_refused_without_showing_it(name, text):
    words = refused(GOOD, {**GOOD, name: text})
    assert words.startswith(f"{name} ")
    assert SECRET[:12] not in words


FORM = "要写成 <编号>:<32 字节的 base64>，编号用小写字母和数字"


def test_which_key_is_malformed_and_which_stands_twice():
    assert refused(GOOD, {**GOOD, "DATA_KEYS": "d1"}) == f"DATA_KEYS 的第 1 项{FORM}"
    second = f"d2:{SECRET},d1:"
    assert refused(GOOD, {**GOOD, "HASH_KEYS": second}) == f"HASH_KEYS 的第 2 项{FORM}"
    twice = f"d1:{SECRET},d1:{SECRET}"
    assert refused(GOOD, {**GOOD, "DATA_KEYS": twice}) == "DATA_KEYS 里密钥编号 d1 写了两次"


def test_the_longest_name_of_a_key():
    known = load(GOOD, {**GOOD, "HASH_KEYS": f"{'d9' * 8}:{SECRET}"})
    assert known.hash_keys[0].id == "d9" * 8


def test_blanks_around_keys_do_not_matter():
    environ = {**GOOD, "DATA_KEYS": f" d2:{SECRET} , d1:{SECRET},\n"}
    assert [key.id for key in load(GOOD, environ).data_keys] == ["d2", "d1"]


def test_printing_settings_shows_no_secret():
    known = load(GOOD, GOOD)
    shown = repr(known) + str(known) + repr(known.data_keys)
    for secret in ("invented-password", "invented-mini-secret", SECRET, repr(bytes(range(32)))):
        assert secret not in shown
    assert "clinic" in shown and "d2" in shown


def test_current_reads_the_environment_once_and_hides_it_from_the_log(monkeypatch, lines):
    for name, text in GOOD.items():
        monkeypatch.setenv(name, text)
    settings.current.cache_clear()
    try:
        first = settings.current(frozenset(GOOD))
        monkeypatch.setenv("MONGO_DATABASE", "other")
        assert settings.current(frozenset(GOOD)) is first
    finally:
        settings.current.cache_clear()
    log.info("probe", one="invented-mini-secret", two="x/invented-wx-secret/y", three=f"x/{SECRET}")
    log.error("probe", LoggableError(f"cannot reach {GOOD['MONGO_URI']}"))
    shown = str(lines())
    assert "invented-mini-secret" not in shown and SECRET not in shown
    assert "10.0.0.9" not in shown


def test_a_failure_is_not_kept(monkeypatch):
    for name, text in GOOD.items():
        monkeypatch.setenv(name, text)
    monkeypatch.delenv("MINI_APPID")
    settings.current.cache_clear()
    try:
        with pytest.raises(SettingsError):
            settings.current(frozenset(GOOD))
        monkeypatch.setenv("MINI_APPID", GOOD["MINI_APPID"])
        assert settings.current(frozenset(GOOD)).mini_appid == GOOD["MINI_APPID"]
    finally:
        settings.current.cache_clear()


def test_the_log_hides_every_key_of_this_instance(monkeypatch):
    other = base64.b64encode(bytes(range(1, 33))).decode()
    values = {**GOOD, "DATA_KEYS": f"k1:{SECRET}", "HASH_KEYS": f"h1:{other}"}
    values["FILES_SECRET_KEY"] = "bucket-key"
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    hidden: list[str] = []
    monkeypatch.setattr(log, "hide", lambda *secrets: hidden.extend(secrets))
    settings.current.cache_clear()
    known = settings.current(frozenset(values))
    settings.current.cache_clear()
    assert hidden == [known.mongo_uri, known.mini_secret, "bucket-key", SECRET, other]
