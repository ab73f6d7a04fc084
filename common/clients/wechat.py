"""WeChat's server API for mini-programs, over `wechatpy` with its gaps closed.

`wechatpy` only carries and decodes requests here: the access token, its renewal and the one retry
are ours, because its own fetch has no time limit, knows no stable_token and retries without end.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum
from functools import cached_property
from typing import Any, Literal, Protocol

from common.domain.log import Log

_API_BASE = "https://api.weixin.qq.com"
_CONNECT_TIMEOUT_S = 3.05
_TOKEN_MARGIN = timedelta(minutes=1)
_BAD_TOKEN = {40001, 40014, 42001}
# System busy, daily quota, calls a minute, concurrent sends to one user; a bad token heals too.
_TEMPORARY = {-1, 45009, 45011, 43108} | _BAD_TOKEN
_NO_CREDIT = 43101
# Messages and codes call the versions of a mini-program by different names.
_ENV_VERSION = {"formal": "release", "trial": "trial", "developer": "develop"}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_FIELD = re.compile(r"data\.([a-z_]+\d+)\.")


class TokenStore(Protocol):
    """Where the instances share one access token."""

    def get(self, now: datetime) -> tuple[str, datetime] | None:
        """The stored token and its end (UTC), or None when none lives beyond `now`."""

    def put(self, token: str, expires_at: datetime) -> None:
        """Keep a fresh token in place of the old one."""


class SendOutcome(Enum):
    """What became of one subscribe message."""

    SENT = "sent"
    NO_CREDIT = "no_credit"
    RETRY = "retry"  # definitely not sent, may be sent later
    REFUSED = "refused"  # definitely not sent, and never will be
    UNKNOWN = "unknown"  # perhaps sent: not to be sent twice


class WeChatError(Exception):
    """A call to WeChat that brought no result.

    `errcode` is WeChat's, None when there was none; `field` the template's field that it names.
    """

    def __init__(self, errcode: int | None, reason: str, field: str = "") -> None:
        super().__init__(f"{reason} ({errcode})")
        self.errcode = errcode
        self.reason = reason
        self.field = field


class WeChatRefused(WeChatError):
    """A definite no, such as a phone code that was used before (40029)."""


class WeChatTemporary(WeChatError):
    """Certainly not done, worth another try later: nothing was sent, or WeChat is busy."""


class WeChatUnknown(WeChatError):
    """No usable answer after sending: it may have been done."""


class WeChat:
    """One mini-program's calls.

    `clock` gives aware UTC; `log` hears why a message was not sent; `api_base` replaces the real host
    (development only); `version` says which build of the mini-program a message opens: formal, trial
    or developer. Errors carry neither URL nor body, which hold the secret, the token and personal data.
    """

    def __init__(
        self,
        appid: str,
        secret: str,
        tokens: TokenStore,
        clock: Callable[[], datetime],
        log: Log,
        api_base: str = "",
        timeout_s: float = 5.0,
        version: Literal["formal", "trial", "developer"] = "formal",
    ) -> None:
        self.appid = appid
        self._secret = secret
        self._tokens = tokens
        self._clock = clock
        self._log = log
        self._base = api_base.rstrip("/") or _API_BASE
        self._timeout = (_CONNECT_TIMEOUT_S, timeout_s)
        self.version = version
        self._token: tuple[str, datetime] | None = None

    def phone_number(self, code: str) -> str:
        """Exchange a getPhoneNumber code for the number; a foreign one has its country code."""
        answer = self._call("/wxa/business/getuserphonenumber", {"code": code})
        info = answer.get("phone_info")
        return _text(info, "phoneNumber")

    def code(self, scene: str, page: str) -> bytes:
        """The picture (JPEG or PNG) of a mini-program code that opens a page with a scene, for ever.

        WeChat refuses a page that its published mini-program does not have (41030).
        """
        body = {
            "scene": scene,
            "page": page,
            "check_path": self.version == "formal",
            "env_version": _ENV_VERSION[self.version],
        }
        answer = self._post("/wxa/getwxacodeunlimit", body)
        picture = getattr(answer, "content", b"")
        if not isinstance(picture, bytes) or not picture.startswith(_PICTURES):
            raise WeChatUnknown(None, "the answer is no picture")
        return picture

    def send_subscribe(
        self, openid: str, template_id: str, page: str, data: Mapping[str, str]
    ) -> SendOutcome:
        """Send one subscribe message; `data` maps field keys to values fitted to their types.

        Never raises for WeChat's sake. Send one at a time per openid: concurrent ones are
        refused.
        """
        body = {
            "touser": openid,
            "template_id": template_id,
            "page": page,
            "miniprogram_state": self.version,
            "lang": "zh_CN",
            "data": {key: {"value": value} for key, value in data.items()},
        }
        try:
            if self._call("/cgi-bin/message/subscribe/send", body).get("errcode") != 0:
                raise WeChatUnknown(None, "no errcode in the answer")
        except WeChatTemporary as error:
            self._log.warning("subscribe message put off", error, errcode=error.errcode)
            return SendOutcome.RETRY
        except WeChatUnknown as error:
            self._log.warning("subscribe message uncertain", error, errcode=error.errcode)
            return SendOutcome.UNKNOWN
        except WeChatRefused as error:
            if error.errcode == _NO_CREDIT:
                return SendOutcome.NO_CREDIT
            self._log.error(
                "subscribe message refused", error, errcode=error.errcode, field=error.field
            )
            return SendOutcome.REFUSED
        return SendOutcome.SENT

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._post(path, body)
        if not isinstance(answer, dict):
            raise WeChatUnknown(None, "the answer is no JSON object")
        return answer

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        """Send with the token; once more, with another token, when WeChat says this one is bad."""
        token = self._access_token()
        try:
            return self._send("post", path, body, {"access_token": token})
        except WeChatTemporary as error:
            if error.errcode not in _BAD_TOKEN:
                raise
        return self._send("post", path, body, {"access_token": self._other_token(token)})

    def _access_token(self) -> str:
        now = self._clock()
        if self._token is None or self._token[1] - now < _TOKEN_MARGIN:
            self._token = self._tokens.get(now)
        if self._token is None or self._token[1] - now < _TOKEN_MARGIN:
            return self._fetch_token(force=False)
        return self._token[0]

    def _other_token(self, bad: str) -> str:
        """Another instance may have renewed it already; forcing comes last (20 times a day)."""
        self._token = self._tokens.get(self._clock())
        if self._token is not None and self._token[0] != bad:
            return self._token[0]
        token = self._fetch_token(force=False)
        return token if token != bad else self._fetch_token(force=True)

    def _fetch_token(self, *, force: bool) -> str:
        body = {
            "grant_type": "client_credential",
            "appid": self.appid,
            "secret": self._secret,
            "force_refresh": force,
        }
        try:
            # The parameter keeps wechatpy from fetching a token itself; None is not sent.
            answer = self._send("post", "/cgi-bin/stable_token", body, {"access_token": None})
            token, seconds = _text(answer, "access_token"), int(answer["expires_in"])
        except (WeChatError, KeyError, TypeError, ValueError) as error:
            # Whatever went wrong, the call that needed the token was not sent.
            raise WeChatTemporary(getattr(error, "errcode", None), "no access token") from None
        self._token = (token, self._clock() + timedelta(seconds=seconds))
        self._tokens.put(*self._token)
        return token

    def _send(
        self, method: str, path: str, body: dict[str, Any] | None, params: dict[str, Any]
    ) -> Any:
        """One request. Causes are cut off (`from None`): their text holds URL and secrets."""
        from requests import RequestException
        from wechatpy.exceptions import WeChatClientException

        request = {"params": {"access_token": None} | params, "timeout": self._timeout}
        if body is not None:
            request |= {"data": body, "headers": {"Content-Type": "application/json"}}
        try:
            return getattr(self._client, method)(self._base + path, **request)
        except WeChatClientException as error:
            raise _failure(error.errcode, error.errmsg) from None
        except RequestException as error:
            if _never_sent(error):
                raise WeChatTemporary(None, "not reached") from None
            raise WeChatUnknown(None, type(error).__name__) from None
        except (ValueError, TypeError):
            raise WeChatUnknown(None, "the answer cannot be read") from None

    @cached_property
    def _client(self) -> Any:
        from wechatpy.client import WeChatClient

        client = WeChatClient(self.appid, self._secret, auto_retry=False)
        # A kept connection may die while the instance is frozen, which looks like a lost answer.
        client._http.headers["Connection"] = "close"
        return client


def _failure(errcode: int | None, errmsg: object) -> WeChatError:
    if errcode is None:
        return WeChatUnknown(None, "HTTP error")
    if errcode in _TEMPORARY:
        return WeChatTemporary(errcode, "try later")
    field = _FIELD.search(str(errmsg))
    return WeChatRefused(errcode, "refused", field[1] if field else "")


def _never_sent(error: Exception) -> bool:
    from requests import ConnectTimeout
    from urllib3.exceptions import MaxRetryError, NewConnectionError

    cause = error.args[0] if error.args else None
    return isinstance(error, ConnectTimeout) or (
        isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    )


def _text(answer: Any, name: str) -> str:
    value = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(value, str) or not value:
        raise WeChatUnknown(None, f"no {name} in the answer")
    return value
