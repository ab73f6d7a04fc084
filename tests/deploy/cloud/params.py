"""Parameters of calls as the service takes them."""

import base64
import io
import zipfile
from typing import Any

from tests.deploy.cloud.signature import Refused

Params = dict[str, Any]


def need(params: Params, name: str) -> Any:
    """A parameter that must be there."""
    if params.get(name) is None:
        raise Refused("MissingParameter", f"the parameter {name} is missing")
    return params[name]


def environment(given: Params) -> Params:
    variables = given.get("Variables") or []
    size = 0
    for variable in variables:
        if not variable.get("Key") or not variable.get("Value"):
            raise Refused("InvalidParameterValue.Environment", "empty key or value")
        if variable["Key"].startswith(("SCF_", "QCLOUD_", "TENCENTCLOUD_")):
            raise Refused("InvalidParameterValue.SystemEnvironment", variable["Key"])
        size += len(variable["Key"].encode()) + len(variable["Value"].encode())
    if size > 4096:
        raise Refused("InvalidParameterValue.EnvironmentExceededLimit", "over 4 KB")
    return {"Variables": variables}


def unpack(text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
        zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (ValueError, zipfile.BadZipFile):
        raise Refused("InvalidParameterValue.ZipFile", "not a zip in base64") from None
    return content


def page(items: list[Params], params: Params) -> list[Params]:
    offset = params.get("Offset", 0)
    return items[offset : offset + params.get("Limit", 20)]


def without(item: Params, name: str) -> Params:
    return {key: value for key, value in item.items() if key != name}
