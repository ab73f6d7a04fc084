"""HTTP routes and permissions as the service `tcb` keeps them."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.deploy.cloud.params import Params, need
from tests.deploy.cloud.signature import Refused

_RULES = (True, False, "auth != null", "auth.loginType != 'ANONYMOUS' && auth != null")


class Environment:
    """State of `tcb` for one environment, with a default domain and the rules of its functions."""

    def __init__(self, env_id: str, domain: str) -> None:
        self.env_id = env_id
        self.domain = domain
        self.routes: dict[str, dict[str, Params]] = {domain: {}}
        self.rules: Params | None = None
        self.functions: set[str] = set()
        self.hosting = "online"

    def _check(self, params: Params) -> None:
        if need(params, "EnvId") != self.env_id:
            raise Refused("ResourceNotFound.EnvNotExist", params["EnvId"])

    def describe_envs(self, params: Params) -> Params:
        self._check(params)
        environment = {"EnvId": self.env_id, "Status": "NORMAL", "Region": "ap-shanghai"}
        return {"EnvList": [environment], "Total": 1}

    def describe_static_store(self, params: Params) -> Params:
        self._check(params)
        store = {
            "EnvId": self.env_id,
            "CdnDomain": "env-test-1250000000.tcloudbaseapp.com",
            "Bucket": "static-env-test-1250000000",
            "Region": "ap-shanghai",
            "Status": self.hosting,
        }
        return {"Data": [store] if self.hosting else []}

    def describe_http_service_route(self, params: Params) -> Params:
        self._check(params)
        domains = [
            {
                "Domain": domain,
                "IsDefault": domain == self.domain,
                "Enable": True,
                "Routes": list(routes.values()),
            }
            for domain, routes in self.routes.items()
        ]
        offset = params.get("Offset", 0)
        page = domains[offset : offset + params.get("Limit", 20)]
        return {"Domains": page, "TotalCount": len(domains)}

    def create_http_service_route(self, params: Params) -> Params:
        domain, routes = self._routes(params)
        for route in routes:
            path = need(route, "Path")
            if path in self.routes[domain]:
                raise Refused("ResourceInUse.HTTPServiceRoute", path)
            if not re.fullmatch(r"(/[\w.~-]+)+|/", path):
                raise Refused("InvalidParameter.INVALID_PARAM", path)
            known = {"SCF": self.functions, "STATIC_STORE": {"staticstore"}}
            if need(route, "UpstreamResourceType") not in known:
                raise Refused("InvalidParameter.INVALID_PARAM", "UpstreamResourceType")
            if need(route, "UpstreamResourceName") not in known[route["UpstreamResourceType"]]:
                raise Refused("InvalidParameter.ResourceNotExists", route["UpstreamResourceName"])
            defaults = {"Enable": True, "EnableAuth": False, "EnableSafeDomain": True}
            self.routes[domain][path] = {**defaults, **route}
        return {}

    def modify_http_service_route(self, params: Params) -> Params:
        domain, routes = self._routes(params)
        for route in routes:
            if need(route, "Path") not in self.routes[domain]:
                raise Refused("InvalidParameter.ResourceNotExists", route["Path"])
            self.routes[domain][route["Path"]].update(route)
        return {}

    def _routes(self, params: Params) -> tuple[str, list[Params]]:
        self._check(params)
        domain = need(params, "Domain")
        if need(domain, "Domain") not in self.routes:
            raise Refused("ResourceNotFound.HTTPServiceDomain", domain["Domain"])
        return domain["Domain"], need(domain, "Routes")

    def delete_http_service_route(self, params: Params) -> Params:
        self._check(params)
        if not need(params, "Paths"):
            raise Refused("OperationDenied", "this would delete the whole domain")
        for path in params["Paths"]:
            if self.routes.get(need(params, "Domain"), {}).pop(path, None) is None:
                raise Refused("InvalidParameter.ResourceNotExists", path)
        return {}

    def describe_resource_permission(self, params: Params) -> Params:
        self._check(params)
        if need(params, "ResourceType") != "function" or params.get("Resources"):
            raise Refused("InvalidParameter.INVALID_PARAM", "functions have one document")
        if self.rules is None:
            return {"Data": {"TotalCount": 0, "PermissionList": []}}
        permission = {
            "ResourceType": "function",
            "Permission": "CUSTOM",
            "SecurityRule": json.dumps(self.rules),
        }
        return {"Data": {"TotalCount": 1, "PermissionList": [permission]}}

    def modify_resource_permission(self, params: Params) -> Params:
        self._check(params)
        if need(params, "ResourceType") != "function" or need(params, "Permission") != "CUSTOM":
            raise Refused("InvalidParameter.INVALID_PARAM", "functions take CUSTOM only")
        rules: Any = json.loads(need(params, "SecurityRule"))
        if "*" not in rules:
            raise Refused("InvalidParameter.INVALID_PARAM", "there must be a rule for *")
        for name, rule in rules.items():
            # `0 == False`: compare by type too.
            invoke = rule.get("invoke") if set(rule) == {"invoke"} else None
            if not any(invoke == known and type(invoke) is type(known) for known in _RULES):
                raise Refused("InvalidParameter.INVALID_PARAM", f"rule of {name}")
        self.rules = rules
        return {"Data": {"Success": True}}
