"""pay_notify: payment and refund notices of every merchant.

Called by WeChat Pay through the route /pay/notify. Reads merchants, bookings. Writes payments, refunds, bookings.
"""

import json

from common.runtime.handler import HttpUse, http_call


@http_call
def main_handler() -> HttpUse:
    from common.runtime.http import HttpRequest, HttpResponse
    from common.usecases.deps import Deps
    from common.usecases.pay_notice import pay_notice

    def take(request: HttpRequest, deps: Deps) -> HttpResponse:
        if request.method != "POST":
            return _answer(405, "method")
        answer = pay_notice(request.headers, request.body, deps)
        return HttpResponse(204) if answer.status == 204 else _answer(answer.status, answer.message)

    def _answer(status: int, message: str) -> HttpResponse:
        body = json.dumps({"code": "FAIL", "message": message})
        return HttpResponse(status, {"content-type": "application/json"}, body)

    return take
