"""The one place that builds the store and the clients: at the first call of an instance, kept for its life."""

import functools
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from common.protocol.deadline import Deadline
from common.protocol.deps import Deps
from common.runtime import clock, ids, log, settings
from common.runtime.crypto import DerivedSigner, FieldCipher, NoKeys, PersonHasher
from common.store import Store, open_store
from common.store.database import connect

if TYPE_CHECKING:
    from common.clients.files import Files
    from common.clients.payments import Merchant
    from common.clients.wechat import WeChat
    from common.clients.wechat_pay import WeChatPay

__all__ = ["Deps", "deps", "wire"]

# Building one costs tens of milliseconds; each holds its keys.
_CLIENTS_KEPT = 64


@functools.cache
def deps(known: settings.Settings) -> Deps:
    """What this instance's use cases are given."""
    return wire(known)


def wire(known: settings.Settings) -> Deps:
    """The store and the clients for some settings. Opens no connection yet."""
    store = open_store(
        connect(known.mongo_uri, known.mongo_database),
        FieldCipher(known.data_keys) if known.data_keys else NoKeys(),
        PersonHasher(known.hash_keys) if known.hash_keys else NoKeys(),
        DerivedSigner(known.data_keys) if known.data_keys else NoKeys(),
    )
    return Deps(
        store=store,
        clock=clock.now,
        deadline=_deadline,
        new_id=ids.document_id,
        new_claim=ids.claim_id,
        new_pickup_code=ids.pickup_code,
        new_token=ids.token,
        draw=ids.below,
        request_id=log.request_id,
        wechat=_wechat_of(known, store),
        pay_of=_pay_of(known, store),
        files=_files_of(known),
        log=log,
    )


def _deadline(seconds: float) -> Deadline:
    """So many seconds from now."""
    ends = time.monotonic() + seconds
    return Deadline(lambda: ends - time.monotonic())


def _wechat_of(known: settings.Settings, store: Store) -> "Callable[[], WeChat]":
    @functools.cache
    def wechat() -> "WeChat":
        from common.clients.wechat import WeChat

        return WeChat(
            known.mini_appid,
            known.mini_secret,
            store.tokens,
            clock.now,
            log,
            api_base=known.wechat_api_base,
            version="formal" if known.production else "developer",
        )

    return wechat


def _files_of(known: settings.Settings) -> "Callable[[], Files | None]":
    @functools.cache
    def files() -> "Files | None":
        if not known.files_base:
            return None
        from common.clients.files import Files

        return Files(known.files_base, known.files_secret_id, known.files_secret_key, clock.now)

    return files


def _pay_of(known: settings.Settings, store: Store) -> "Callable[[str], WeChatPay]":
    """A merchant is read anew each time, so new keys count at once; its client is kept as long as the keys are."""

    @functools.lru_cache(maxsize=_CLIENTS_KEPT)
    def client(merchant: "Merchant") -> "WeChatPay":
        from common.clients.wechat_pay import WeChatPay

        return WeChatPay(merchant, known.notify_url, api_base=known.wechat_pay_base)

    def pay(merchant_id: str) -> "WeChatPay":
        from common.clients.payments import Merchant, PayRefused

        fields = store.merchants.get(merchant_id)
        if fields is None:
            raise PayRefused("NOMERCHANT", 0, f"merchant {merchant_id} is not set up")
        try:
            return client(Merchant(**fields))
        except (TypeError, ValueError):
            words = f"merchant {merchant_id}: a key is missing or does not open"
            raise PayRefused("BADKEYS", 0, words) from None

    return pay
