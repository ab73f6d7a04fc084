"""The daily trade bill of WeChat Pay: a CSV of its own kind.

The first line names the columns; each data line starts with a backtick and parts its cells by a
comma and a backtick, so that a comma within a cell does no harm; totals follow under a header of
theirs. Amounts are in yuan.
"""

from collections.abc import Iterator
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation

from common.clients.payments import BillRow, Merchant
from common.clients.wechat_pay_objects import BEIJING


def read_bill(bill: str, merchant: Merchant) -> Iterator[BillRow]:
    """The merchant's rows of a bill; KeyError or ValueError when it is none."""
    lines = bill.removeprefix("\ufeff").splitlines()
    columns = lines[0].split(",") if lines else []
    for line in lines[1:]:
        if not line.startswith("`"):
            return
        cells = [cell.strip() for cell in line[1:].split(",`")]
        if len(cells) != len(columns):
            raise ValueError("a bill line does not fit its header")
        row = dict(zip(columns, cells, strict=True))
        if row["商户号"] == merchant.mchid and _sub(row) == (merchant.sub_mchid or ""):
            yield _row(row)


def _sub(row: dict[str, str]) -> str:
    sub = row.get("特约商户号", "")
    return "" if sub == "0" else sub


def _row(row: dict[str, str]) -> BillRow:
    return BillRow(
        trade_state=row["交易状态"],
        order_no=row["商户订单号"],
        transaction_id=row["微信订单号"],
        amount_fen=fen_of_yuan(row["订单金额"]),
        currency=row["货币种类"],
        payer_openid=row["用户标识"],
        at=datetime.fromisoformat(row["交易时间"]).replace(tzinfo=BEIJING).astimezone(timezone.utc),
        out_refund_no=None if row["商户退款单号"] in {"", "0"} else row["商户退款单号"],
        refund_fen=fen_of_yuan(row["申请退款金额"]),
        refund_status=row["退款状态"] or None,
    )


def fen_of_yuan(yuan: str) -> int:
    """Yuan with two decimals as fen; ValueError for what is not exactly that."""
    try:
        fen = Decimal(yuan) * 100
    except InvalidOperation:
        raise ValueError("no amount of yuan") from None
    if not fen.is_finite() or fen != int(fen) or fen < 0:
        raise ValueError("no amount of whole fen")
    return int(fen)
