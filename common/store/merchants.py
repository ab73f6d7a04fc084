"""merchants: who receives a hospital's money. Key material is sealed; nothing of it is ever logged."""

from typing import Any

from pymongo.database import Database

from common.domain.privacy import Cipher
from common.store.collection import Raw, Sealer

SEALED = ("private_key_pem", "apiv3_key")


class Merchants:
    """WeChat Pay merchants and sub-merchants, as plain dictionaries of `clients.payments.Merchant`'s fields.

    A key that does not open is missing in them.
    """

    def __init__(self, database: Database[Raw], cipher: Cipher) -> None:
        self._merchants = database["merchants"]
        self._sealer = Sealer(cipher, "merchants", SEALED)

    def get(self, merchant_id: str) -> dict[str, Any] | None:
        """One merchant with its keys."""
        raw = self._merchants.find_one({"_id": merchant_id})
        return self._fields(raw) if raw else None

    def ids(self) -> list[str]:
        """All of them."""
        return sorted(raw["_id"] for raw in self._merchants.find({}, {"_id": 1}))

    def outlines(self) -> list[dict[str, Any]]:
        """Every merchant without its secrets: nothing is opened."""
        found = self._merchants.find({}, {f"{field}_sealed": 0 for field in SEALED})
        return [{**raw, "id": raw["_id"]} for raw in found]

    def by_public_key(self, public_key_id: str) -> list[dict[str, Any]]:
        """The merchants whose notices are signed with this WeChat Pay key: sub-merchants share their partner's."""
        found = self._merchants.find({"public_key_id": public_key_id})
        return [self._fields(raw) for raw in found]

    def put(self, fields: dict[str, Any]) -> None:
        """Set a merchant."""
        raw = {key: value for key, value in fields.items() if key != "id"}
        raw["_id"] = fields["id"]
        self._merchants.replace_one({"_id": raw["_id"]}, self._sealer.seal(raw), upsert=True)

    def _fields(self, raw: Raw) -> dict[str, Any]:
        opened, _ = self._sealer.open(raw)
        opened["id"] = opened.pop("_id")
        return opened
