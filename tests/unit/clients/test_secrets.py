"""Secrets of SSM, read with the credentials of the moment."""

import pytest

from common.clients.secrets import SecretUnavailable, SsmSecrets

from .outside import Answer, Outside, json_answer


@pytest.fixture
def environment() -> dict[str, str]:
    return {
        "TENCENTCLOUD_SECRETID": "id-one",
        "TENCENTCLOUD_SECRETKEY": "key-one",
        "TENCENTCLOUD_SESSIONTOKEN": "session-one",
        "TENCENTCLOUD_REGION": "ap-shanghai",
    }


@pytest.fixture
def ssm(environment: dict[str, str], outside: Outside) -> SsmSecrets:
    return SsmSecrets(environment, endpoint=outside.base.removeprefix("http://"), timeout_s=20)


def value(text: str | None) -> Answer:
    return json_answer({"Response": {"SecretString": text, "RequestId": "r-1"}})


def test_a_secret_of_ssm(ssm: SsmSecrets, outside: Outside) -> None:
    outside.will(value("s3cret"))
    assert ssm.get("yuyue-data-keys") == "s3cret"
    (asked,) = outside.asked
    assert asked.headers["X-TC-Action"] == "GetSecretValue"
    assert asked.headers["X-TC-Region"] == "ap-shanghai"
    assert asked.json() == {"SecretName": "yuyue-data-keys", "VersionId": "SSM_Current"}


def test_a_version_of_a_secret(ssm: SsmSecrets, outside: Outside) -> None:
    outside.will(value("older"))
    assert ssm.get("yuyue-data-keys", "v1") == "older"
    assert outside.asked[0].json() == {"SecretName": "yuyue-data-keys", "VersionId": "v1"}


def test_credentials_are_those_of_the_moment(
    ssm: SsmSecrets, environment: dict[str, str], outside: Outside
) -> None:
    outside.will(value("a"), value("b"))
    ssm.get("n")
    environment |= {"TENCENTCLOUD_SECRETID": "id-two", "TENCENTCLOUD_SESSIONTOKEN": "session-two"}
    ssm.get("n")
    first, second = (asked.headers for asked in outside.asked)
    assert "Credential=id-one/" in first["Authorization"]
    assert "Credential=id-two/" in second["Authorization"]
    assert (first["X-TC-Token"], second["X-TC-Token"]) == ("session-one", "session-two")


@pytest.mark.parametrize(
    "answer",
    [
        json_answer({"Response": {"Error": {"Code": "ResourceNotFound", "Message": "id-one"}}}),
        value(None),
        value(""),
        Answer(200, b"<html>"),
        Answer(500, b"oops"),
        Answer(lost=True),
    ],
)
def test_a_secret_that_cannot_be_had(answer: Answer, ssm: SsmSecrets, outside: Outside) -> None:
    outside.will(answer)
    with pytest.raises(SecretUnavailable, match="yuyue-data-keys") as caught:
        ssm.get("yuyue-data-keys")
    assert "id-one" not in str(caught.value)


def test_no_role_no_secret(outside: Outside) -> None:
    with pytest.raises(SecretUnavailable, match="InvalidCredential"):
        SsmSecrets({}).get("yuyue-data-keys")
