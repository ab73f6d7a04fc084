"""Whatever is sent as a notice is read or refused, and a refusal quotes nothing."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clients.payments import (
    NoticeRefused,
    PaymentNotice,
    RefundNotice,
)
from common.clients.wechat_pay import WeChatPay, notice_serial

from .notice_samples import NOW, REFUNDED, STAMP, refused
from .outside import Platform
from .test_wechat_pay import PAID_ORDER

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


def test_a_refusal_quotes_nothing(pay: WeChatPay, platform: Platform) -> None:
    body = platform.notice("TRANSACTION.SUCCESS", PAID_ORDER | {"mchid": "1900000009"})
    with pytest.raises(NoticeRefused) as caught:
        pay.parse_notice(platform.signed(body, STAMP), body, NOW)
    assert str(caught.value) == "notice refused: merchant"


def test_a_notice_without_headers_names_no_serial() -> None:
    assert notice_serial({}) == ""


@given(
    st.sampled_from(["TRANSACTION.SUCCESS", "REFUND.SUCCESS"]),
    st.dictionaries(st.sampled_from(sorted({*PAID_ORDER, *REFUNDED})), JSON, max_size=3) | JSON,
)
def test_whatever_wechat_seals_is_read_or_refused(
    kept_pay: WeChatPay, platform: Platform, event: str, change: Any
) -> None:
    resource = PAID_ORDER | REFUNDED | change if isinstance(change, dict) else change
    body = platform.notice(event, resource)
    with suppress(NoticeRefused):
        notice = kept_pay.parse_notice(platform.signed(body, STAMP), body, NOW)
        assert isinstance(notice, PaymentNotice | RefundNotice)


@given(
    st.dictionaries(
        st.sampled_from(["Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature"]),
        st.text(),
        min_size=1,
    ),
    st.binary(),
)
def test_whatever_strangers_send_is_refused(
    kept_pay: WeChatPay, platform: Platform, headers: dict[str, str], body: bytes
) -> None:
    true = platform.signed(b"another body", STAMP)
    refused(kept_pay, true | headers, body)
