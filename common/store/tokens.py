"""tokens: WeChat's access token, shared by every instance, sealed."""

from datetime import datetime

from pymongo.database import Database

from common.domain.privacy import Cipher, Unreadable
from common.store.collection import Raw

_ID = "wechat"


class Tokens:
    """The `TokenStore` of `clients.wechat`."""

    def __init__(self, database: Database[Raw], cipher: Cipher) -> None:
        self._tokens = database["tokens"]
        self._cipher = cipher

    def get(self, now: datetime) -> tuple[str, datetime] | None:
        """The token and its end, if it has not come; one that does not open is as good as none."""
        raw = self._tokens.find_one({"_id": _ID})
        if raw is None or raw["expires_at"] <= now:
            return None
        try:
            token = self._cipher.open(
                raw["token_sealed"], collection="tokens", field="token", document_id=_ID
            )
        except Unreadable:
            return None
        return token, raw["expires_at"]

    def put(self, token: str, expires_at: datetime) -> None:
        """Keep a new token for everybody."""
        sealed = self._cipher.seal(token, collection="tokens", field="token", document_id=_ID)
        change = {"$set": {"token_sealed": sealed, "expires_at": expires_at}}
        self._tokens.update_one({"_id": _ID}, change, upsert=True)
