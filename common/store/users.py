"""users: one document a WeChat user; `_id` is the openid. Consent, phone and the pace of patient changes."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.person.user import User
from common.domain.privacy import Cipher
from common.store.collection import Raw, Sealer


class Users:
    """WeChat users of the mini-program."""

    def __init__(self, database: Database[Raw], cipher: Cipher) -> None:
        self._users = database["users"]
        self._sealer = Sealer(cipher, "users", ("phone",))

    def get(self, openid: str) -> User | None:
        """One user."""
        raw = self._users.find_one({"_id": openid})
        if raw is None:
            return None
        opened, unreadable = self._sealer.open(raw)
        return User.model_validate({**opened, "unreadable": unreadable})

    def consent_of(self, openid: str) -> str | None:
        """The version of the privacy terms a user agreed to; nothing sealed is opened for it."""
        raw = self._users.find_one({"_id": openid}, {"consent_version": 1})
        return raw.get("consent_version") if raw else None

    def sign_in(self, openid: str, public_id: str, now: datetime) -> User:
        """The user, made at the first sight with `public_id` as the id a phone may know."""
        new = {"public_id": public_id, "created_at": now, "rev": 0}
        with suppress(DuplicateKeyError):  # two first sights at once: the other one made it
            self._users.update_one({"_id": openid}, {"$setOnInsert": new}, upsert=True)
        user = self.get(openid)
        if user is None:
            raise RuntimeError("a user vanished while signing in")
        return user

    def accept_consent(self, openid: str, version: str, now: datetime) -> None:
        """The user agreed to this version of the privacy terms."""
        change = {"$set": {"consent_version": version, "consent_at": now}, "$inc": {"rev": 1}}
        self._users.update_one({"_id": openid}, change)

    def bind_phone(self, openid: str, phone: str) -> None:
        """The user's own mobile number, as WeChat gave it."""
        sealed = self._sealer.seal_fields(openid, {"phone": phone})
        self._users.update_one({"_id": openid}, {"$set": sealed})

    def note_patient_change(self, user: User, changes: list[datetime]) -> bool:
        """Count one more added or changed patient, if nothing changed since the user was read."""
        query = {"_id": user.id, "rev": user.rev}
        change: dict[str, Any] = {"$set": {"patient_changes": changes}, "$inc": {"rev": 1}}
        return self._users.update_one(query, change).modified_count == 1

    def erase(self, openid: str) -> None:
        """Forget the user."""
        self._users.delete_one({"_id": openid})
