"""Settings whose value stands in Tencent's secret manager (SSM); functions read them at run time."""

from __future__ import annotations

from dataclasses import replace

from deploy.cloud import Cloud, CloudError
from deploy.settings import Settings, SettingsError


def value_of(settings: Settings, name: str, cloud: Cloud) -> str:
    """The secret a setting names, read with the deployer's own rights; never to be shown."""
    secret, version = settings.secret_references[name]
    try:
        answer = cloud.ssm("GetSecretValue", SecretName=secret, VersionId=version)
    except CloudError as error:
        raise SettingsError(f"{name}：凭据 {secret} 读不到（{error.code}）") from None
    text = str(answer.get("SecretString") or "").strip()
    if not text:
        raise SettingsError(f"{name}：凭据 {secret} 里没有内容")
    return text


def resolved(settings: Settings) -> Settings:
    """The settings with every secret in its place, for work on this machine."""
    references = settings.secret_references
    if not references:
        return settings
    cloud = Cloud(settings)
    found = {name: value_of(settings, name, cloud) for name in references}
    return replace(settings, values={**settings.values, **found})
