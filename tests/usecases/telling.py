"""Hearing what a patient is told."""

import pytest

from common.domain.errors import Code, Refused
from common.domain.rules.platform import PlatformRules

AGAIN = (Code.BUSY, "刚才没有办成，请再点一次", {})


def told(act, *args):
    """All that a refusal says: its code, its sentence and its details."""
    with pytest.raises(Refused) as caught:
        act(*args)
    return caught.value.code, caught.value.message, caught.value.details


def set_rules(service, **rules):
    """The platform's rules, by default but for these."""
    service.store.catalogue.set_platform_rules(PlatformRules(**rules))


def never_written(monkeypatch, target, name):
    """The write finds every time that somebody was faster."""
    monkeypatch.setattr(target, name, lambda *args, **kwargs: False)
