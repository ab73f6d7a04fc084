"""Everything a verb needs about one environment, made from the command line's few words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from pathlib import Path

from deploy import actual as reading
from deploy import desired
from deploy.actual import Actual
from deploy.apply import Apply
from deploy.cloud import Cloud
from deploy.edges import ApplyError
from deploy.hosting import Hosting
from deploy.layer_bucket import LayerBucket
from deploy.packaging.build import Packages
from deploy.plan import Plan, compare
from deploy.record import Record, Release
from deploy.settings import Settings
from deploy.settings import check as check_settings
from deploy.state import CONTENT, Key, Resource, State, resources
from template import Template


@dataclass
class Session:
    """One environment, its cloud and its record. `say` prints a line for a person."""

    settings: Settings
    cloud: Cloud
    record: Record
    say: Callable[[str], None]

    def wanted(self, template: Template, packages: Packages) -> State:
        """The desired state; SettingsError when a setting is missing or too long."""
        check_settings(self.settings, template)
        return desired.wanted(
            template,
            self.settings,
            {name: package.sha256 for name, package in packages.layers.items()},
            {name: package.sha256 for name, package in packages.functions.items()},
            {name: package.sha256 for name, package in packages.sites.items()},
        )

    def read(self, wanted: State) -> Actual:
        """What the environment is, as far as it concerns what is wanted or was applied."""
        return reading.read(
            self.cloud, wanted, self.record.known(), self.record.aliases, self.hosting.content
        )

    @cached_property
    def hosting(self) -> Hosting:
        """Where the environment's pages lie."""
        return Hosting(self.cloud, self.settings)

    def plan(self, wanted: State, *, prune: bool = False) -> tuple[Plan, Actual]:
        """What would be done, and what was found."""
        actual = self.read(wanted)
        plan = compare(wanted, actual.state, self.record, prune=prune)
        return plan, actual

    def apply(
        self,
        plan: Plan,
        wanted: State,
        actual: Actual,
        zips: Mapping[str, Path],
        how: str,
        *,
        going_back: bool = False,
    ) -> None:
        """Carry a plan out, check that nothing is left to do, and remember the release."""
        if plan.problems:
            raise ApplyError("\n".join(plan.problems))
        domain = self.settings.get("HTTP_DOMAIN")
        bucket = LayerBucket(self.settings) if self.settings.get("LAYER_BUCKET") else None
        Apply(
            cloud=self.cloud,
            wanted=wanted,
            zips=zips,
            record=self.record,
            actual=actual,
            domain=domain,
            say=self.say,
            hosting=self.hosting,
            bucket=bucket,
            going_back=going_back,
        ).run(plan)
        after, _ = self.plan(wanted)
        if after.changes:
            raise ApplyError(f"全部做完以后仍有不同，请再运行一次 plan：\n{after}")
        self.record.note(wanted, resources(wanted))
        if any(resource.kind in ("function", "site") for resource in resources(wanted)):
            now = datetime.now(timezone.utc).isoformat(timespec="seconds")
            self.record.release(wanted, now, how)

    def rollback_target(self, number: int | None) -> Release:
        """The release to go back to: the one before the last, or the given one."""
        releases = self.record.releases
        if number is not None:
            for release in releases:
                if release.number == number:
                    return release
            raise ApplyError(
                f"没有第 {number} 次发布；有：{'、'.join(str(r.number) for r in releases)}"
            )
        if len(releases) < 2:
            raise ApplyError("这台机器的记录里没有更早的发布")
        return releases[-2]

    def rolled_back(self, release: Release) -> State:
        """The present state with code, handler and layers, and the pages, of an earlier release.

        Functions and pages added since, timers, routes, rules and variables stay as they are.
        """
        present = self.read({}).state
        known = set(self.record.known())
        wanted = {key: value for key, value in present.items() if key.resource in known}
        for name, old in release.functions.items():
            if Resource("function", name) in known & set(resources(present)):
                wanted.update({Key("function", name, part): text for part, text in old.items()})
        for path, digest in release.sites.items():
            if Resource("site", path) in known & set(resources(present)):
                wanted[Key("site", path, CONTENT)] = digest
        return wanted


def zips_of(packages: Packages) -> dict[str, Path]:
    """Every package by its digest."""
    return {package.sha256: package.path for package in packages.every}
