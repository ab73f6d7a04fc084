"""Merchants and whose they are: keys that work, and no hospital's money in another's account."""

from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import ValidationError

from common.clients.payments import Merchant
from common.domain.catalogue import Hospital
from common.domain.rules.hospital import rules_of
from common.domain.slot import Slot
from ops.verify.findings import Finding, Moment
from ops.verify.look import Look

Raw = dict[str, Any]
_PLAIN = ("mode", "mchid", "appid", "serial_no", "public_key_id", "public_key_pem")


def check_hospitals(hospitals: Sequence[Hospital], _: Look, __: Moment) -> Iterator[Finding]:
    """A hospital's own rules can be read: else nothing of it can be booked."""
    for hospital in hospitals:
        try:
            rules_of(hospital)
        except ValidationError as error:
            fields = sorted({".".join(map(str, detail["loc"])) for detail in error.errors()})
            what = f"a hospital's rules do not read: {', '.join(fields[:5])}"
            yield Finding("7", what, {"hospital": hospital.id}, ("hospitals", hospital.id))


def check_merchants(raws: Sequence[Raw], _: Look, __: Moment) -> Iterator[Finding]:
    """Every merchant has all it needs, and WeChat Pay's key is one."""
    for raw in raws:
        root, ids = ("merchants", str(raw["_id"])), {"merchant": str(raw["_id"])}
        missing = [name for name in _PLAIN if not isinstance(raw.get(name), str) or not raw[name]]
        if missing:
            yield Finding("7", f"a merchant without {', '.join(missing)}", ids, root)
        elif not _whole(raw):
            yield Finding(
                "7", "a merchant whose numbers or key are not what they should be", ids, root
            )


def _whole(raw: Raw) -> bool:
    try:
        load_pem_public_key(raw["public_key_pem"].encode())
        Merchant(
            id=raw["_id"], private_key_pem="", apiv3_key="k" * 32, sub_mchid=raw.get("sub_mchid"),
            **{name: raw[name] for name in _PLAIN},
        )  # fmt: skip
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return raw["mode"] in ("direct", "partner")


def strange_merchants(slots: Sequence[Slot], look: Look) -> Iterator[Finding]:
    """Slots whose money would go to another hospital. A merchant that is nobody's any more is an earlier one."""
    hospitals = look.by_id("hospitals", Hospital, (slot.hospital_id for slot in slots))
    paid_to = sorted({slot.merchant_id for slot in slots if slot.merchant_id})
    wanted = {"merchant_id": {"$in": paid_to}}
    owners = {
        raw["merchant_id"]: raw["_id"]
        for raw in look.database["hospitals"].find(wanted, {"merchant_id": 1})
    }
    for slot in slots:
        own = hospitals.get(slot.hospital_id)
        if own is None or slot.merchant_id in (None, own.merchant_id):
            continue
        if owners.get(slot.merchant_id, own.id) != own.id:
            ids = {"slot": slot.id, "merchant": str(slot.merchant_id)}
            yield Finding("7", "a slot's money goes to another hospital", ids, ("slots", slot.id))
