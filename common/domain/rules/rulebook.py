"""The rules that hold for a slot: the platform's and its hospital's."""

from typing import NamedTuple

from common.domain.rules.hospital import HospitalRules
from common.domain.rules.platform import PlatformRules


class Rulebook(NamedTuple):
    """Both, as they were read."""

    platform: PlatformRules
    hospital: HospitalRules
