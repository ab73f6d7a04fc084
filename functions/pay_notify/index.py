"""pay_notify: payment and refund notices of every merchant.

Called by WeChat Pay through the route /pay/notify. Reads merchants, bookings. Writes payments, refunds, bookings, and
what their effects write.
"""

from common.entry.needs import EFFECTS
from common.entry.wechat_pay import NoticeUse, wechat_pay_call


@wechat_pay_call(EFFECTS)
def main_handler() -> NoticeUse:
    from common.usecases.pay_notice import pay_notice

    return pay_notice
