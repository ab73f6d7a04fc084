"""What a message says: every value of every kind, in the words a patient reads."""

import pytest

from common.clients.message_values import fit_all
from common.domain.messages import KINDS, MessageTemplate
from common.present.messages import fill, page_of, values
from ops.importing.message_fields import SAMPLES
from tests.unit.samples import MINUTE, NAMES, NOW, a_booking

# Kind: the state, the tip when it was paid, and when nothing was.
WORDS = {
    "booking_confirmed": ("预约成功", "请按时就诊，凭取号凭证到窗口取号", "请按时就诊，凭取号凭证到窗口取号"),
    "booking_cancelled": ("已取消", "预约已取消，费用将原路退回", "预约已取消，没有产生费用"),
    "refund_result": ("退款成功", "已原路退回，到账时间以银行为准", "已原路退回，到账时间以银行为准"),
    "hold_expired": ("已取消", "未在时限内付款或确认，号已让出", "未在时限内付款或确认，号已让出"),
    "visit_tomorrow": ("待就诊", "明天就诊，请带好证件", "明天就诊，请带好证件"),
    "visit_soon": ("待就诊", "即将就诊，请提前到院", "即将就诊，请提前到院"),
    "waitlist_offer": ("待付款", "请在截止前付款，过时给下一位", "请在截止前付款，过时给下一位"),
    "clinic_suspended": ("已停诊", "医生停诊，预约已取消，钱原路退回", "医生停诊，预约已取消，请另约时间"),
    "clinic_changed": ("有变动", "出诊有变动，请点开预约看清楚", "出诊有变动，请点开预约看清楚"),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_each_kind_says(kind):
    state, paid, unpaid = WORDS[kind]
    known = values(kind, a_booking(paid_by="tx1"), NOW)
    assert (known["status"], known["tip"]) == (state, paid)
    assert values(kind, a_booking(), NOW)["tip"] == unpaid


def test_an_offer_that_costs_nothing_asks_for_a_tap_not_for_money():
    known = values("waitlist_offer", a_booking(fee_fen=0), NOW)
    assert (known["status"], known["tip"]) == ("待确认", "请在截止前确认，过时给下一位")


def test_money_is_promised_back_only_where_it_was_paid():
    for kind in ("booking_cancelled", "clinic_suspended"):
        assert "退回" in values(kind, a_booking(paid_by="tx1"), NOW)["tip"]
        assert "退回" not in values(kind, a_booking(), NOW)["tip"]


def test_every_value_about_a_booking():
    booking = a_booking(pickup_code="01234567")
    assert values("hold_expired", booking, NOW) == {
        "hospital_name": "演示医院",
        "hospital_address": "演示路1号",
        "department_name": "内科",
        "location": "2楼",
        "doctor_name": "测甲 主任医师",
        "patient_name": "测*员",
        "starts_at": "2026年3月4日 08:00",
        "number": "1",
        "pickup_code": "01234567",
        "fee": "¥50.00",
        "amount": "¥50.00",
        "status": "已取消",
        "tip": "未在时限内付款或确认，号已让出",
        "handled_at": "2026年3月2日 08:00",
        "hold_until": "2026年3月2日 08:15",
    }


def test_where_to_go_when_the_department_gave_no_place():
    names = NAMES.model_copy(update={"location": ""})
    assert values("visit_soon", a_booking(names=names), NOW)["location"] == "演示路1号"
    names = names.model_copy(update={"address": "", "title": ""})
    known = values("visit_soon", a_booking(names=names), NOW)
    assert (known["location"], known["doctor_name"]) == ("演示医院", "测甲")


def test_what_never_had_to_be_paid_in_time_shows_its_visit():
    known = values("booking_confirmed", a_booking(hold_until=None), NOW + MINUTE)
    assert known["hold_until"] == known["starts_at"] == "2026年3月4日 08:00"
    assert known["handled_at"] == "2026年3月2日 08:01"


@pytest.mark.parametrize(
    ("amount_fen", "shown"), [(None, "¥50.00"), (1, "¥0.01"), (0, "¥0.00"), (123456, "¥1234.56")]
)
def test_a_message_about_one_transaction_names_that_amount(amount_fen, shown):
    known = values("refund_result", a_booking(), NOW, amount_fen)
    assert (known["amount"], known["fee"]) == (shown, "¥50.00")


def test_a_message_leads_where_something_can_be_done():
    assert page_of("booking_confirmed", "b1") == "pages/booking/booking?id=b1"
    assert page_of("waitlist_offer", "q1") == "packages/waitlist/mine/mine"


@pytest.mark.parametrize(
    "fields", [{}, {"paid_by": "tx1"}, {"fee_fen": 0}], ids=["unpaid", "paid", "free"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_message_has_values_that_fit(kind, fields):
    known = values(kind, a_booking(**fields), NOW)
    fields = {
        "thing1": "hospital_name", "time2": "starts_at", "thing3": "tip", "phrase4": "status", "amount5": "amount",
        "character_string6": "pickup_code", "time7": "hold_until", "number8": "number", "name9": "patient_name",
    }  # fmt: skip
    template = MessageTemplate(id=kind, template_id="t", title="t", fields=fields)
    fitted = fit_all(fill(template, known))
    assert all(fitted.values())
    assert fitted["thing3"] == known["tip"], "a tip must not be cut"
    assert fitted["phrase4"] == known["status"]


def test_an_unknown_value_is_empty():
    fields = {"thing1": "nothing_we_know", "thing2": "tip"}
    template = MessageTemplate(id="x", template_id="t", title="t", fields=fields)
    known = values("refund_result", a_booking(), NOW)
    assert fill(template, known) == {"thing1": "", "thing2": known["tip"]}


def test_what_message_templates_csv_may_name_is_what_messages_can_say():
    assert set(SAMPLES) == set(values("refund_result", a_booking(), NOW))
