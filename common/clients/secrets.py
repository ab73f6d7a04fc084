"""Secrets that stand in Tencent's secret manager (SSM)."""

from collections.abc import Mapping
from typing import Any

# A secret made without a version of its own has this one, which an update replaces.
CURRENT = "SSM_Current"


class SecretUnavailable(Exception):
    """A secret is missing or cannot be read; the text names it, never its value."""


class SsmSecrets:
    """Secrets of Tencent SSM, read at each call with the role's credentials of that moment.

    The platform renews TENCENTCLOUD_SECRETID, TENCENTCLOUD_SECRETKEY and
    TENCENTCLOUD_SESSIONTOKEN in the environment of a running instance, so the mapping itself is
    kept, not what it held. The region is TENCENTCLOUD_REGION. `endpoint` ("host:port", plain
    http) replaces the real host, for tests.
    """

    def __init__(
        self, environment: Mapping[str, str], endpoint: str = "", timeout_s: int = 5
    ) -> None:
        self._environment = environment
        self._endpoint = endpoint
        self._timeout_s = timeout_s

    def get(self, name: str, version: str = CURRENT) -> str:
        """The text of the secret; SecretUnavailable when it cannot be had.

        The SDK's error text is left out: it may quote credentials.
        """
        from tencentcloud.common.exception import TencentCloudSDKException
        from tencentcloud.ssm.v20190923.models import GetSecretValueRequest

        request = GetSecretValueRequest()
        request.SecretName, request.VersionId = name, version
        try:
            value = self._client().GetSecretValue(request).SecretString
        except TencentCloudSDKException as error:
            raise SecretUnavailable(f"凭据 {name} 读不到（{error.code}）") from None
        if not value:
            raise SecretUnavailable(f"凭据 {name} 里没有内容")
        return str(value)

    def _client(self) -> Any:
        from tencentcloud.common.credential import Credential
        from tencentcloud.common.profile.client_profile import ClientProfile
        from tencentcloud.common.profile.http_profile import HttpProfile
        from tencentcloud.ssm.v20190923.ssm_client import SsmClient

        environment = self._environment
        credential = Credential(
            environment.get("TENCENTCLOUD_SECRETID"),
            environment.get("TENCENTCLOUD_SECRETKEY"),
            environment.get("TENCENTCLOUD_SESSIONTOKEN"),
        )
        http = HttpProfile(
            protocol="http" if self._endpoint else "https",
            endpoint=self._endpoint or None,
            reqTimeout=self._timeout_s,
        )
        region = environment.get("TENCENTCLOUD_REGION", "")
        return SsmClient(credential, region, ClientProfile(httpProfile=http))
