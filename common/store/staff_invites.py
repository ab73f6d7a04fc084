"""staff_invites: invitations of staff, found by the hash of their code. Old ones are tidied away by an index."""

from datetime import datetime

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.privacy import Cipher, Signer
from common.domain.staff import Invite, code_from
from common.store.collection import Raw, Sealer, to_raw

SEALED = ("name",)


class Invites:
    """Invitations; the code itself is stored nowhere."""

    def __init__(self, database: Database[Raw], cipher: Cipher, signer: Signer) -> None:
        self._invites = database["staff_invites"]
        self._sealer = Sealer(cipher, "staff_invites", SEALED)
        self._signer = signer

    def code(self, invited_by: str, key: str) -> str:
        """The code of one tap: the same tap gets the same one."""
        return code_from(self._signer.code("invite", invited_by, key))

    def get(self, invite_id: str) -> Invite | None:
        """One invitation."""
        raw = self._invites.find_one({"_id": invite_id})
        if raw is None:
            return None
        opened, unreadable = self._sealer.open(raw)
        return Invite.model_validate({**opened, "unreadable": unreadable})

    def add(self, invite: Invite) -> bool:
        """A new invitation; False when the same tap made it before."""
        raw = to_raw(invite)
        del raw["unreadable"]
        try:
            self._invites.insert_one(self._sealer.seal(raw))
        except DuplicateKeyError:
            return False
        return True

    def use(self, invite_id: str, openid: str, now: datetime) -> bool:
        """Take an invitation for one phone; False when another has it, or its time is over."""
        query = {"_id": invite_id, "used_by": None, "expires_at": {"$gt": now}}
        return self._invites.update_one(query, {"$set": {"used_by": openid}}).modified_count == 1
