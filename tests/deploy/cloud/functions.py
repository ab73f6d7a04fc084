"""Functions, layers and triggers as the service `scf` keeps them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from typing import Any

from tests.deploy.cloud.params import Params, environment, need, page, unpack, without
from tests.deploy.cloud.signature import Refused

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,58}[A-Za-z0-9]")
_LAYER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}[A-Za-z0-9]")
_TIMER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}")
_DESCRIPTION = re.compile(r"[A-Za-z0-9 ,.\n\u4e00-\u9fff，。、]{0,1000}")
_HANDLER = re.compile(r"[A-Za-z][\w-]{1,59}\.[A-Za-z][\w-]{1,59}")
_RUNTIMES = ("Python3.6", "Python3.7", "Python3.9", "Python3.10", "Nodejs18.15")
_MAX_ZIP_BASE64 = 20 * 1024 * 1024


class Functions:
    """State of `scf` in one account. Changes take `steps` looks at them before they are done."""

    def __init__(self, namespaces: set[str]) -> None:
        self.namespaces = namespaces
        self.functions: dict[tuple[str, str], Params] = {}
        self.triggers: dict[tuple[str, str], dict[str, Params]] = {}
        self.layers: dict[str, dict[int, Params]] = {}
        self.steps = 2
        self.max_functions = 50
        self.max_layer_versions = 200
        self.code_digest = "hex"
        self.fail_next: dict[str, int] = {}
        self.logs: list[Params] = []
        self._moving: dict[Any, list[Any]] = {}

    # States that take time.

    def _move(self, thing: Any, holder: Params, during: str, after: str) -> None:
        holder["Status"] = during
        self._moving[thing] = [self.steps, holder, after]

    def _look(self, thing: Any) -> None:
        entry = self._moving.get(thing)
        if entry is None:
            return
        entry[0] -= 1
        if entry[0] <= 0:
            entry[1]["Status"] = entry[2]
            del self._moving[thing]
            if entry[2] == "Gone":
                self.functions.pop(thing, None)

    def _outcome(self, action: str, good: str, bad: str) -> str:
        if self.fail_next.get(action, 0) > 0:
            self.fail_next[action] -= 1
            return bad
        return good

    # Functions.

    def _where(self, params: Params) -> tuple[str, str]:
        namespace = params.get("Namespace", "default")
        if namespace not in self.namespaces:
            raise Refused("ResourceNotFound.Namespace", f"no namespace {namespace}")
        return namespace, need(params, "FunctionName")

    def _function(self, params: Params) -> Params:
        where = self._where(params)
        self._look(where)
        if where not in self.functions:
            raise Refused("ResourceNotFound.Function", f"no function {where[1]}")
        return self.functions[where]

    def _settled(self, params: Params) -> Params:
        function = self._function(params)
        if function["Status"] not in ("Active", "UpdateFailed"):
            raise Refused("FailedOperation.FunctionStatusError", f"it is {function['Status']}")
        return function

    def create_function(self, params: Params) -> Params:
        where = self._where(params)
        if where in self.functions:
            raise Refused("ResourceInUse.FunctionName", "a function of this name exists")
        if sum(namespace == where[0] for namespace, _ in self.functions) >= self.max_functions:
            raise Refused("LimitExceeded.Function", "too many functions")
        if not _NAME.fullmatch(where[1]):
            raise Refused("InvalidParameterValue.FunctionName", where[1])
        if params.get("Runtime") not in _RUNTIMES:
            raise Refused("InvalidParameterValue.Runtime", str(params.get("Runtime")))
        if params.get("Role") != "TCB_QcsRole" or params.get("Stamp") != "MINI_QCBASE":
            raise Refused("InvalidParameterValue.Stamp", "not a function of a mini-program")
        function: Params = {"FunctionName": where[1], "Namespace": where[0], "Type": "Event"}
        function["Runtime"] = params["Runtime"]
        self._set_code(function, need(params, "Code").get("ZipFile"), need(params, "Handler"))
        self._set_configuration(function, {"MemorySize": 128, "Timeout": 3, **params})
        self.functions[where] = function
        self.triggers[where] = {}
        after = self._outcome("CreateFunction", "Active", "CreateFailed")
        self._move(where, function, "Creating", after)
        return {}

    def update_function_code(self, params: Params) -> Params:
        function = self._settled(params)
        self._set_code(
            function, params.get("ZipFile"), str(params.get("Handler", function["Handler"]))
        )
        after = self._outcome("UpdateFunctionCode", "Active", "UpdateFailed")
        self._move(self._where(params), function, "Updating", after)
        return {}

    def update_function_configuration(self, params: Params) -> Params:
        function = self._settled(params)
        if params.get("Runtime", function["Runtime"]) != function["Runtime"]:
            raise Refused("InvalidParameterValue.Runtime", "a runtime can't be changed")
        self._set_configuration(function, params)
        after = self._outcome("UpdateFunctionConfiguration", "Active", "UpdateFailed")
        self._move(self._where(params), function, "Updating", after)
        return {}

    def _set_code(self, function: Params, text: Any, handler: str) -> None:
        if not isinstance(text, str) or not text:
            raise Refused("InvalidParameterValue.Code", "no code")
        if len(text) > _MAX_ZIP_BASE64:
            raise Refused("InvalidParameterValue.ZipFile", "over 20 MB")
        if not _HANDLER.fullmatch(handler):
            raise Refused("InvalidParameterValue.Handler", handler)
        content = unpack(text)
        file = handler.partition(".")[0] + ".py"
        if file not in zipfile.ZipFile(io.BytesIO(content)).namelist():
            raise Refused("InvalidParameterValue.Code", f"no {file} in the zip")
        function.update(Handler=handler, Code=content)

    def _set_configuration(self, function: Params, params: Params) -> None:
        memory, timeout = params.get("MemorySize"), params.get("Timeout")
        if memory is not None:
            if memory != 64 and (memory % 128 or not 128 <= memory <= 3072):
                raise Refused("InvalidParameterValue.MemorySize", str(memory))
            function["MemorySize"] = memory
        if timeout is not None:
            if not 1 <= timeout <= 900:
                raise Refused("InvalidParameterValue.Param", f"Timeout {timeout}")
            function["Timeout"] = timeout
        if not _DESCRIPTION.fullmatch(params.get("Description", "")):
            raise Refused("InvalidParameterValue.Description", "characters not allowed")
        if "Description" in params:
            function["Description"] = params["Description"]
        if "Environment" in params:
            function["Environment"] = environment(params["Environment"])
        if "VpcConfig" in params:
            vpc = params["VpcConfig"]
            names = (vpc.get("VpcId", ""), vpc.get("SubnetId", ""))
            if names != ("", "") and not (
                names[0].startswith("vpc-") and names[1].startswith("subnet-")
            ):
                raise Refused("InvalidParameterValue.Vpc", "no such VPC")
            function["VpcConfig"] = {"VpcId": names[0], "SubnetId": names[1]}
        if "PublicNetConfig" in params:
            status = params["PublicNetConfig"].get("PublicNetStatus")
            if status not in ("ENABLE", "DISABLE"):
                raise Refused("InvalidParameterValue.PublicNetConfig", str(status))
            function["PublicNetConfig"] = {"PublicNetStatus": status}
        if "Layers" in params:
            function["Layers"] = [
                self._bound(layer) for layer in params["Layers"] if layer["LayerName"]
            ]

    def _bound(self, layer: Params) -> Params:
        version = self.layers.get(layer["LayerName"], {}).get(layer["LayerVersion"])
        if version is None or version["Status"] != "Active":
            raise Refused("InvalidParameterValue.Layers", f"{layer} is not there or not ready")
        return {"LayerName": layer["LayerName"], "LayerVersion": layer["LayerVersion"]}

    def get_function(self, params: Params) -> Params:
        function = self._function(params)
        return {name: value for name, value in function.items() if name != "Code"}

    def get_function_address(self, params: Params) -> Params:
        function = self._function(params)
        if function["Status"] == "CreateFailed":
            raise Refused("FailedOperation.GetFunctionAddress", "it has no code")
        content = function["Code"] + (b"packed anew" if self.code_digest == "own" else b"")
        digest = hashlib.sha256(content)
        text = base64.b64encode(digest.digest()).decode()
        return {
            "Url": "https://example.invalid/code.zip",
            "CodeSha256": text if self.code_digest == "base64" else digest.hexdigest(),
        }

    def list_functions(self, params: Params) -> Params:
        namespace = params.get("Namespace", "default")
        found = [
            {"FunctionName": name, "Namespace": namespace, "Status": function["Status"]}
            for (where, name), function in sorted(self.functions.items())
            if where == namespace
        ]
        return {"Functions": page(found, params), "TotalCount": len(found)}

    def delete_function(self, params: Params) -> Params:
        function = self._function(params)
        where = self._where(params)
        self.triggers.pop(where, None)
        self._move(where, function, "Deleting", "Gone")
        return {}

    # Triggers.

    def create_trigger(self, params: Params) -> Params:
        self._settled(params)
        triggers = self.triggers[self._where(params)]
        name = need(params, "TriggerName")
        if name in triggers:
            raise Refused("ResourceInUse.TriggerName", name)
        if need(params, "Type") != "timer" or not _TIMER_NAME.fullmatch(name):
            raise Refused("InvalidParameterValue.TriggerName", name)
        cron = need(params, "TriggerDesc")
        if len(cron.split()) != 7 or not re.fullmatch(r"[0-9A-Z*/,\- ]+", cron):
            raise Refused("InvalidParameterValue.TriggerDesc", cron)
        if params.get("Enable") not in ("OPEN", "CLOSE"):
            raise Refused("InvalidParameterValue.Enable", str(params.get("Enable")))
        triggers[name] = {
            "TriggerName": name,
            "Type": "timer",
            "TriggerDesc": json.dumps({"cron": cron}),
            "Enable": int(params["Enable"] == "OPEN"),
            "CustomArgument": params.get("CustomArgument", ""),
        }
        return {"TriggerInfo": {"TriggerName": name, "Type": "timer", "TriggerDesc": cron}}

    def delete_trigger(self, params: Params) -> Params:
        self._function(params)
        triggers = self.triggers[self._where(params)]
        if need(params, "TriggerName") not in triggers or need(params, "Type") != "timer":
            raise Refused("ResourceNotFound.Trigger", params["TriggerName"])
        del triggers[params["TriggerName"]]
        return {}

    def list_triggers(self, params: Params) -> Params:
        self._function(params)
        found = list(self.triggers.get(self._where(params), {}).values())
        return {"Triggers": page(found, params), "TotalCount": len(found)}

    # Layers.

    def publish_layer_version(self, params: Params) -> Params:
        name = need(params, "LayerName")
        if not _LAYER_NAME.fullmatch(name):
            raise Refused("InvalidParameterValue.LayerName", name)
        if not set(need(params, "CompatibleRuntimes")) <= set(_RUNTIMES):
            raise Refused("InvalidParameterValue.CompatibleRuntimes", "unknown runtime")
        text = need(params, "Content").get("ZipFile")
        if not text or len(text) > _MAX_ZIP_BASE64:
            raise Refused("InvalidParameterValue.Content", "no zip, or over 20 MB")
        versions = self.layers.setdefault(name, {})
        if len(versions) >= self.max_layer_versions:
            raise Refused("LimitExceeded.LayerVersions", name)
        number = max(versions, default=0) + 1
        versions[number] = {
            "LayerName": name,
            "LayerVersion": number,
            "Description": params.get("Description", ""),
            "CompatibleRuntimes": params["CompatibleRuntimes"],
            "Content": unpack(text),
        }
        after = self._outcome("PublishLayerVersion", "Active", "PublishFailed")
        self._move((name, number), versions[number], "Publishing", after)
        return {"LayerVersion": number}

    def list_layer_versions(self, params: Params) -> Params:
        name = need(params, "LayerName")
        if name not in self.layers:
            raise Refused("ResourceNotFound.Layer", name)
        found = [without(version, "Content") for version in self.layers[name].values()]
        return {"LayerVersions": sorted(found, key=lambda item: -item["LayerVersion"])}

    def get_layer_version(self, params: Params) -> Params:
        number = need(params, "LayerVersion")
        version = self.layers.get(need(params, "LayerName"), {}).get(number)
        if version is None:
            raise Refused("ResourceNotFound.LayerVersion", str(number))
        self._look((params["LayerName"], number))
        return without(version, "Content")

    def delete_layer_version(self, params: Params) -> Params:
        name, number = need(params, "LayerName"), need(params, "LayerVersion")
        bound = {"LayerName": name, "LayerVersion": number}
        if any(bound in function.get("Layers", []) for function in self.functions.values()):
            raise Refused("ResourceInUse.LayerVersion", f"{name} {number}")
        if number not in self.layers.get(name, {}):
            raise Refused("ResourceNotFound.LayerVersion", str(number))
        del self.layers[name][number]
        if not self.layers[name]:
            del self.layers[name]
        return {}
