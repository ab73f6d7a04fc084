"""The cloud API: one `call`, with errors sorted by what may be done about them.

Throttled calls were not executed and are repeated here. Reads are repeated after any passing
failure. A write whose outcome is unknown raises `Unsettled`: its caller looks before it acts again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlparse

from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from deploy.settings import Settings

_VERSIONS = {"scf": "2018-04-16", "tcb": "2018-06-08", "ssm": "2019-09-23"}
_READS = ("Get", "List", "Describe")
_THROTTLED = ("RequestLimitExceeded", "LimitExceeded.Request")
_BUSY = (
    "FailedOperation.FunctionStatusError",
    "FailedOperation.FunctionNameStatusError",
    "FailedOperation.OperationConflict",
    "FailedOperation.UpdateStatus",
)
_PASSING = ("InternalError", "ClientNetworkError", "ServerNetworkError", "ClientError.NetworkError")
_ATTEMPTS = 8


class CloudError(Exception):
    """The platform refused a call. The text names action and code, never a parameter's value."""

    def __init__(self, action: str, code: str, message: str, request_id: str = "") -> None:
        self.action, self.code = action, code
        where = f" (request {request_id})" if request_id else ""
        super().__init__(f"{action}: {code}: {message}{where}")


class Missing(CloudError):
    """What the call is about does not exist."""


class Busy(CloudError):
    """Another change of the same thing is under way; it can be tried again later."""


class Unsettled(CloudError):
    """Nobody knows whether the write took place."""


class Cloud:
    """Calls the API of one environment. `pause` takes seconds; tests pass one that does not wait."""

    def __init__(self, settings: Settings, pause: Callable[[float], None] = time.sleep) -> None:
        self.env_id = settings["ENV_ID"]
        self.pause = pause
        self._secrets = sorted(filter(None, settings.values.values()), key=len, reverse=True)
        self._credential = Credential(
            settings["TENCENTCLOUD_SECRET_ID"],
            settings["TENCENTCLOUD_SECRET_KEY"],
            settings.get("TENCENTCLOUD_TOKEN") or None,
        )
        self._region = settings["TENCENTCLOUD_REGION"]
        endpoint = urlparse(settings.get("TENCENTCLOUD_ENDPOINT"))
        http = HttpProfile(protocol=endpoint.scheme or "https", reqTimeout=120, keepAlive=True)
        http.endpoint = endpoint.netloc or None
        self._profile = ClientProfile(httpProfile=http)
        self._clients: dict[str, CommonClient] = {}

    def call(self, service: str, action: str, params: dict[str, Any]) -> dict[str, Any]:
        """The `Response` object of a call; CloudError, Missing, Busy or Unsettled otherwise."""
        wait = 0.5
        for attempt in range(_ATTEMPTS):
            try:
                return self._once(service, action, params)
            except TencentCloudSDKException as error:
                code = str(error.get_code())
                last = attempt == _ATTEMPTS - 1
                reading = action.startswith(_READS)
                again = code.startswith(_THROTTLED) or (reading and code.startswith(_PASSING))
                if last or not again:
                    raise self._sorted_error(action, error, reading) from None
            self.pause(wait)
            wait = min(wait * 2, 10)
        raise AssertionError("unreachable")

    def scf(self, action: str, **params: Any) -> dict[str, Any]:
        """A call about functions of this environment, whose id is their namespace."""
        return self.call("scf", action, {"Namespace": self.env_id, **params})

    def layer(self, action: str, **params: Any) -> dict[str, Any]:
        """A call about layers, which belong to the whole account."""
        return self.call("scf", action, params)

    def tcb(self, action: str, **params: Any) -> dict[str, Any]:
        """A call about the environment itself: routes and rules."""
        return self.call("tcb", action, {"EnvId": self.env_id, **params})

    def ssm(self, action: str, **params: Any) -> dict[str, Any]:
        """A call about secrets, which belong to the whole account."""
        return self.call("ssm", action, params)

    def pages(self, action: str, field: str, **params: Any) -> Iterator[dict[str, Any]]:
        """Every item of a paged list of functions, triggers and the like."""
        offset = 0
        while True:
            answer = self.scf(action, Offset=offset, Limit=100, **params)
            items = answer.get(field) or []
            yield from items
            offset += len(items)
            if not items or offset >= int(answer.get("TotalCount") or 0):
                return

    def _once(self, service: str, action: str, params: dict[str, Any]) -> dict[str, Any]:
        if service not in self._clients:
            self._clients[service] = CommonClient(
                service, _VERSIONS[service], self._credential, self._region, self._profile
            )
        answer = self._clients[service].call_json(action, params)
        return dict(answer["Response"])

    def _sorted_error(
        self, action: str, error: TencentCloudSDKException, reading: bool
    ) -> CloudError:
        code, message = str(error.get_code()), str(error.get_message())
        # The platform may quote what it refuses; short values say nothing and stay readable.
        for secret in self._secrets:
            if len(secret) >= 8 and secret != self.env_id:
                message = message.replace(secret, "***")
        kind = CloudError
        if code.startswith("ResourceNotFound"):
            kind = Missing
        elif code in _BUSY:
            kind = Busy
        elif code.startswith(_PASSING) and not reading:
            kind = Unsettled
        return kind(action, code, message, str(error.get_request_id() or ""))
