"""The trade bill: yuan in backticks into fen, believed only with its hash."""

import hashlib
from datetime import date, datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.clients.payments import BillRow, PayRefused, PayTemporary, PayUnknown
from common.clients.wechat_pay import WeChatPay
from common.clients.wechat_pay_bill import fen_of_yuan

from .outside import Answer, Outside, Platform, json_answer

HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,"
    "付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,"
    "退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
TOTALS = (
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n"
    "`2,`50.00,`50.00,`0.00,`0.30000,`50.00,`50.00\n"
)


def line(**changes: str) -> str:
    cells = {
        "交易时间": "2026-11-25 08:30:00",
        "公众账号ID": "wx0000000000000001",
        "商户号": "1900000001",
        "特约商户号": "0",
        "微信订单号": "4200000000000000000000000001",
        "商户订单号": "Y20261125000001",
        "用户标识": "o-payer",
        "交易类型": "JSAPI",
        "交易状态": "SUCCESS",
        "货币种类": "CNY",
        "微信退款单号": "0",
        "商户退款单号": "0",
        "商品名称": "示例医院,预约挂号",
        "订单金额": "50.00",
        "申请退款金额": "0.00",
    } | changes
    return ",".join(f"`{cells.get(name, '')}" for name in HEADER.split(","))


PAYMENT = BillRow(
    trade_state="SUCCESS",
    order_no="Y20261125000001",
    transaction_id="4200000000000000000000000001",
    amount_fen=5000,
    currency="CNY",
    payer_openid="o-payer",
    at=datetime(2026, 11, 25, 0, 30, tzinfo=timezone.utc),
    out_refund_no=None,
    refund_fen=0,
    refund_status=None,
)
REFUND_LINE = line(
    交易状态="REFUND",
    订单金额="0.00",
    微信退款单号="5000",
    商户退款单号="R1",
    退款状态="SUCCESS",
    申请退款金额="0.07",
)


def bill(*lines: str) -> bytes:
    return ("\ufeff" + "\r\n".join([HEADER, *lines]) + "\r\n" + TOTALS).encode()


def offer(platform: Platform, outside: Outside, content: bytes, **changes: Any) -> None:
    link = {
        "hash_type": "SHA1",
        "hash_value": hashlib.sha1(content).hexdigest(),
        "download_url": "https://elsewhere.test/v3/billdownload/file?token=t%3D1",
    }
    outside.will(platform.answer(link | changes), Answer(200, content))


def test_payments_and_refunds_of_a_day(
    pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    offer(platform, outside, bill(line(), REFUND_LINE))
    told = pay.trade_bill(date(2026, 11, 25))
    payment, refund = told.rows
    assert told.content == bill(line(), REFUND_LINE)
    assert payment == PAYMENT
    assert (refund.trade_state, refund.amount_fen, refund.refund_fen) == ("REFUND", 0, 7)
    assert (refund.out_refund_no, refund.refund_status) == ("R1", "SUCCESS")
    asked, download = outside.asked
    assert asked.path == "/v3/bill/tradebill?bill_date=2026-11-25&bill_type=ALL"
    assert download.path == "/v3/billdownload/file?token=t%3D1"


def test_a_sub_merchant_reads_its_own_rows_only(
    partner_pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    ours, theirs = line(特约商户号="1900000102"), line(特约商户号="1900000103")
    offer(platform, outside, bill(theirs, ours, line(商户号="1900000009", 特约商户号="1900000102")))
    assert list(partner_pay.trade_bill(date(2026, 11, 25)).rows) == [PAYMENT]
    assert outside.asked[0].query["sub_mchid"] == "1900000102"


def test_a_day_without_trade(pay: WeChatPay, outside: Outside, platform: Platform) -> None:
    outside.will(json_answer({"code": "NO_STATEMENT_EXIST", "message": "账单文件不存在"}, 400))
    assert list(pay.trade_bill(date(2026, 11, 25)).rows) == []
    offer(platform, outside, bill())
    assert list(pay.trade_bill(date(2026, 11, 25)).rows) == []


def test_a_bill_still_being_made(pay: WeChatPay, outside: Outside) -> None:
    outside.will(json_answer({"code": "STATEMENT_CREATING", "message": "账单生成中"}, 400))
    with pytest.raises(PayTemporary):
        pay.trade_bill(date(2026, 11, 25))


@pytest.mark.parametrize(
    "changes",
    [
        {"hash_value": "0" * 40},
        {"hash_value": None},
        {"hash_type": "MD5"},
        {"download_url": "https://elsewhere.test/file"},
        {"download_url": None},
    ],
)
def test_a_bill_without_its_hash_or_address(
    changes: dict[str, Any], pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    offer(platform, outside, bill(line()), **changes)
    with pytest.raises(PayUnknown):
        pay.trade_bill(date(2026, 11, 25))


@pytest.mark.parametrize(
    "content",
    [
        bill(line() + ",`more"),
        bill(line(订单金额="50.001")),
        bill(line(订单金额="fifty")),
        bill(line(订单金额="")),
        bill(line(交易时间="25 November")),
        "交易时间,商户号\n`2026-11-25 08:30:00,`1900000001\n".encode(),
        b"\xff\xfe",
    ],
)
def test_a_bill_that_is_none(
    content: bytes, pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    offer(platform, outside, content)
    with pytest.raises(PayUnknown):
        pay.trade_bill(date(2026, 11, 25))


def test_a_download_that_is_refused_or_lost(
    pay: WeChatPay, outside: Outside, platform: Platform
) -> None:
    link = {"hash_type": "SHA1", "hash_value": "0" * 40, "download_url": "https://e.test/v3/f"}
    refusal = json_answer({"code": "NO_AUTH", "message": "no"}, 403)
    outside.will(platform.answer(link), refusal, platform.answer(link), Answer(lost=True))
    with pytest.raises(PayRefused):
        pay.trade_bill(date(2026, 11, 25))
    with pytest.raises(PayUnknown):
        pay.trade_bill(date(2026, 11, 25))


@given(st.integers(0, 10**12))
def test_every_amount_comes_back(fen: int) -> None:
    assert fen_of_yuan(f"{fen // 100}.{fen % 100:02d}") == fen


@pytest.mark.parametrize("yuan", ["", "x", "-1.00", "1.005", "NaN", "Infinity", "1,000.00"])
def test_what_is_no_amount(yuan: str) -> None:
    with pytest.raises(ValueError, match="amount"):
        fen_of_yuan(yuan)
