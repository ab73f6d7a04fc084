"""What a phone's pay sheet and the emulator's console do to WeChat Pay's orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from emulator.simulators import Doc, World
from emulator.wechat.errors import ControlError
from emulator.wechat_pay.fields import beijing
from emulator.wechat_pay.merchants import Merchant
from emulator.wechat_pay.notices import Notices
from emulator.wechat_pay.orders import ORDER, Orders, transaction
from emulator.wechat_pay.refunds import Refunds
from emulator.wechat_pay.signing import rsa_verify

_PACKAGE = "prepay_id="


class Console:
    """Orders listed, paid, and a phone's payment parameters checked."""

    def __init__(self, world: World, merchants: Iterable[Merchant], probe_every: int) -> None:
        known = list(merchants)
        self._world = world
        self._names = {(one.mchid, one.sub_mchid): one.name for one in known}
        self._accounts = {merchant.mchid: merchant for merchant in known}
        self._orders = Orders(world.store, world.now, known)
        self._refunds = Refunds(world.store, world.now, self._orders)
        self._notices = Notices(world, self._accounts, probe_every)

    def orders(self) -> list[Doc]:
        """Every order, oldest first; amounts in fen, instants with +08:00."""
        return [self._view(order) for _, order in self._world.store.all(ORDER)]

    async def pay(
        self,
        out_trade_no: str,
        openid: str | None = None,
        amount_fen: int | None = None,
        late: bool = False,
        mchid: str | None = None,
    ) -> Doc:
        """Pay an order and see its notice's first delivery through; the order as listed.

        `amount_fen` other than ordered is money of a wrong amount. `late` pays what was closed or
        has expired, as happens when a bank is slow. ControlError: ORDER_NOT_EXIST, ORDERPAID,
        ORDER_CLOSED, ORDER_EXPIRED, OPENID_MISMATCH, PARAM_ERROR.
        """
        order = self._named(out_trade_no, mchid)
        if openid is not None and openid not in order["payer"].values():
            raise ControlError("OPENID_MISMATCH", "支付者与下单用户不一致")
        if amount_fen is not None and (type(amount_fen) is not int or amount_fen < 1):
            raise ControlError("PARAM_ERROR", "amount_fen应为正整数")
        self._check_payable(order, late)
        self._orders.pay(order, order["amount_fen"] if amount_fen is None else amount_fen)
        self._tell(order)
        await self._notices.send(
            order["mchid"], order["notify_url"], "TRANSACTION.SUCCESS", transaction(order)
        )
        # As it stands now: the notice may have led to a refund, or somebody reset the emulator.
        return self._view(self._world.store.get(ORDER, self._orders.id_of(order)) or order)

    def check_payment(self, asked: Mapping[str, Any]) -> Doc:
        """What the WeChat app does before it shows its pay sheet; the order and its `payee`, or ControlError.

        `asked` is `{openid, timeStamp, nonceStr, package, signType, paySign}`, all strings.
        """
        names = ("openid", "timeStamp", "nonceStr", "package", "signType", "paySign")
        for name in names:
            if not isinstance(asked.get(name), str) or not asked[name]:
                raise ControlError("PARAM_ERROR", f"requestPayment:fail {name}应为非空字符串")
        if asked["signType"] != "RSA" or not asked["timeStamp"].isdecimal():
            raise ControlError("PARAM_ERROR", "signType应为RSA, timeStamp应为秒数")
        prepay_id = asked["package"].removeprefix(_PACKAGE)
        order = self._orders.by_prepay_id(prepay_id)
        if not asked["package"].startswith(_PACKAGE) or order is None:
            raise ControlError("PREPAY_ID_INVALID", "prepay_id不存在")
        signers = {"sub_openid": order["sub_appid"]}
        appid = signers.get(next(iter(order["payer"]))) or order["appid"]
        message = f"{appid}\n{asked['timeStamp']}\n{asked['nonceStr']}\n{asked['package']}\n"
        if not rsa_verify(self._accounts[order["mchid"]].public_key, message, asked["paySign"]):
            raise ControlError("SIGN_ERROR", "支付验证签名失败")
        if asked["openid"] not in order["payer"].values():
            raise ControlError("OPENID_MISMATCH", "支付者与下单用户不一致")
        self._check_payable(order, late=False)
        if not self._orders.prepay_id_lives(order, prepay_id):
            raise ControlError("PREPAY_ID_EXPIRED", "prepay_id已过期, 请重新下单")
        payee = self._names[order["mchid"], order["sub_mchid"]]
        return self._view(order, prepay_id) | {"payee": payee}

    def _check_payable(self, order: Doc, late: bool) -> None:
        if order["state"] in ("SUCCESS", "REFUND"):
            raise ControlError("ORDERPAID", "该订单已支付")
        if late:
            return
        if order["state"] == "CLOSED":
            raise ControlError("ORDER_CLOSED", "该订单已关闭")
        if self._orders.expired(order):
            raise ControlError("ORDER_EXPIRED", "该订单已过支付结束时间")

    def _named(self, out_trade_no: str, mchid: str | None) -> Doc:
        found = [
            order
            for _, order in self._world.store.all(ORDER)
            if order["out_trade_no"] == out_trade_no and mchid in (None, order["mchid"])
        ]
        if len(found) != 1:
            words = "不存在" if not found else "在多个商户下存在, 请指明mchid"
            raise ControlError("ORDER_NOT_EXIST", f"订单{words}")
        return found[0]

    def _tell(self, order: Doc) -> None:
        self._world.emit("order", order=self._view(order))

    def _view(self, order: Doc, prepay_id: str | None = None) -> Doc:
        refunds = [
            {
                "out_refund_no": refund["out_refund_no"],
                "amount_fen": refund["refund_fen"],
                "status": refund["status"],
            }
            for refund in self._refunds.of_order(order)
        ]
        return {
            "out_trade_no": order["out_trade_no"],
            "mchid": order["mchid"],
            "sub_mchid": order["sub_mchid"],
            "openid": next(iter(order["payer"].values())),
            "amount_fen": order["amount_fen"],
            "state": order["state"],
            "created_at": beijing(order["created_at"]),
            "description": order["description"],
            "time_expire": beijing(order["time_expire"]) if order["time_expire"] else None,
            "prepay_id": prepay_id or order["prepay_ids"][-1]["id"],
            "transaction_id": order.get("transaction_id"),
            "paid_at": beijing(order["paid_at"]) if order.get("paid_at") else None,
            "paid_fen": order.get("paid_fen"),
            "refunds": refunds,
        }
