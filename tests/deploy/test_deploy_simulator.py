"""The simulator is strict: what the real API would refuse, it refuses."""

from __future__ import annotations

import dataclasses
import hashlib
import http.client
import json
from pathlib import Path
from typing import Any

import pytest

from deploy.cloud import Cloud, CloudError, Missing
from tests.deploy.cloud import published
from tests.deploy.cloud.server import CloudSimulator
from tests.deploy.cloud.signature import Refused, verify
from tests.deploy.conftest import ENV_ID, Maintainer, Project, settings_for


def test_a_published_example_of_the_signature() -> None:
    """Built here by hand from the description, not by the SDK."""
    import hmac

    body = b'{"Limit":1}'
    headers = {
        "Content-Type": "application/json",
        "Host": "scf.example",
        "X-TC-Timestamp": "1551113065",
    }
    canonical = (
        "POST\n/\n\ncontent-type:application/json\nhost:scf.example\n\ncontent-type;host\n"
        + hashlib.sha256(body).hexdigest()
    )
    text = (
        "TC3-HMAC-SHA256\n1551113065\n2019-02-25/scf/tc3_request\n"
        + hashlib.sha256(canonical.encode()).hexdigest()
    )
    key = b"TC3secret"
    for part in (b"2019-02-25", b"scf", b"tc3_request"):
        key = hmac.new(key, part, hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = (
        "TC3-HMAC-SHA256 Credential=id/2019-02-25/scf/tc3_request, "
        f"SignedHeaders=content-type;host, Signature={signature}"
    )
    keys = {"id": "secret"}
    assert verify(headers, body, "/", keys, now=1551113065) == "scf"
    wrong: list[tuple[dict[str, str], bytes, dict[str, str], float]] = [
        (headers, b'{"Limit":2}', keys, 1551113065),
        (headers, body, {"id": "other"}, 1551113065),
        (headers, body, {"other": "secret"}, 1551113065),
        (headers, body, keys, 1551113065 + 301),
        ({**headers, "Host": "elsewhere"}, body, keys, 1551113065),
        ({**headers, "Authorization": "Bearer x"}, body, keys, 1551113065),
    ]
    for their_headers, their_body, their_keys, now in wrong:
        with pytest.raises(Refused, match="AuthFailure"):
            verify(their_headers, their_body, "/", their_keys, now)


@pytest.fixture
def cloud(simulator: CloudSimulator, tmp_path: Path) -> Cloud:
    return Cloud(settings_for(simulator, tmp_path), pause=lambda seconds: None)


def test_a_wrong_key_is_refused(simulator: CloudSimulator, tmp_path: Path) -> None:
    settings = settings_for(simulator, tmp_path, TENCENTCLOUD_SECRET_KEY="not-the-secret-key")
    with pytest.raises(CloudError, match=r"AuthFailure\.SignatureFailure"):
        Cloud(settings).scf("ListFunctions")


def test_a_clock_that_is_off_is_refused(simulator: CloudSimulator, cloud: Cloud) -> None:
    now = simulator.clock()
    simulator.clock = lambda: now + 400
    with pytest.raises(CloudError, match=r"AuthFailure\.SignatureExpire"):
        cloud.scf("ListFunctions")


@pytest.mark.parametrize(
    ("params", "problem"),
    [
        ({"FunctionName": "a", "Colour": 1}, "Colour is not a parameter"),
        ({"FunctionName": 3}, "FunctionName must be of type str"),
        ({"MemorySize": "128"}, "MemorySize must be of type int"),
        ({"MemorySize": True}, "MemorySize must be of type int"),
        ({"Layers": {"LayerName": "x"}}, "Layers must be a list"),
        ({"Layers": [{"Name": "x"}]}, "Layers.0.Name is not a parameter"),
        ({"Environment": {"Variables": [{"Key": 1}]}}, "Environment.Variables.0.Key must be"),
        ({"VpcConfig": "vpc-1"}, "VpcConfig must be an object"),
    ],
)
def test_parameters_are_those_that_are_published(
    params: dict[str, Any], problem: str, cloud: Cloud
) -> None:
    with pytest.raises(CloudError, match="UnknownParameter") as caught:
        cloud.scf("CreateFunction", **params)
    assert problem in str(caught.value)


def test_actions_and_versions_are_those_that_are_published(
    cloud: Cloud, simulator: CloudSimulator
) -> None:
    with pytest.raises(CloudError, match="InvalidAction"):
        cloud.scf("CreateFunktion")
    connection = http.client.HTTPConnection(simulator.address.removeprefix("http://"))
    connection.request("POST", "/", b"{}", {"X-TC-Action": "ListFunctions"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    assert answer["Response"]["Error"]["Code"] == "AuthFailure.SignatureFailure"


def test_the_models_are_read_whole() -> None:
    assert published.problems("scf", "CreateFunctionRequest", {"Stamp": "MINI_QCBASE"}) == []
    assert published.problems("tcb", "CreateHTTPServiceRouteRequest", {"Stamp": "x"}) != []
    assert "ResourceInUse.FunctionName" in published.known_errors("scf")


def test_states_take_time_and_clash(
    project: Project, maintainer: Maintainer, simulator: CloudSimulator, cloud: Cloud
) -> None:
    maintainer.apply(project)
    simulator.scf.steps = 3
    change = {"FunctionName": "book", "MemorySize": 512}
    cloud.scf("UpdateFunctionConfiguration", **change)
    with pytest.raises(CloudError, match=r"FailedOperation\.FunctionStatusError"):
        cloud.scf("UpdateFunctionConfiguration", **change)
    seen = [cloud.scf("GetFunction", FunctionName="book")["Status"] for _ in range(3)]
    assert seen[-1] == "Active"
    assert "Updating" in seen
    with pytest.raises(CloudError, match=r"ResourceInUse\.LayerVersion"):
        cloud.layer("DeleteLayerVersion", LayerName="base_env-test", LayerVersion=1)
    with pytest.raises(Missing):
        cloud.scf("GetFunction", FunctionName="nobody")
    with pytest.raises(CloudError, match=r"ResourceNotFound\.Namespace"):
        cloud.call("scf", "GetFunction", {"Namespace": "other", "FunctionName": "book"})


def test_an_empty_variable_is_refused(
    project: Project, maintainer: Maintainer, cloud: Cloud
) -> None:
    maintainer.apply(project)
    for variables in ([{"Key": "A", "Value": ""}], [{"Key": "A", "Value": "x" * 4096}]):
        with pytest.raises(CloudError, match=r"InvalidParameterValue\.Environment"):
            cloud.scf(
                "UpdateFunctionConfiguration",
                FunctionName="book",
                Environment={"Variables": variables},
            )


def test_rules_without_a_star_or_of_another_form_are_refused(cloud: Cloud) -> None:
    for rules in ({"book": {"invoke": True}}, {"*": {"invoke": "auth.uid"}}, {"*": {"invoke": 0}}):
        with pytest.raises(CloudError, match=r"InvalidParameter\.INVALID_PARAM"):
            cloud.tcb(
                "ModifyResourcePermission",
                ResourceType="function",
                Permission="CUSTOM",
                SecurityRule=json.dumps(rules),
            )


def test_nothing_of_the_deployer_is_used_by_the_simulator() -> None:
    for path in (Path(__file__).parent / "cloud").glob("*.py"):
        text = path.read_text("utf-8")
        assert "import deploy" not in text
        assert "from deploy" not in text


def test_another_environment_is_not_there(simulator: CloudSimulator, tmp_path: Path) -> None:
    settings = settings_for(simulator, tmp_path)
    other = dataclasses.replace(settings, values={**settings.values, "ENV_ID": "env-other"})
    assert ENV_ID != "env-other"
    with pytest.raises(Missing):
        Cloud(other).tcb("DescribeHTTPServiceRoute")
