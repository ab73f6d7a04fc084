"""untold: who could not be told that their clinic is suspended or changed, for somebody who telephones."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import NamedTuple

from common.domain.booking.model import Booking
from common.domain.business_time import spoken
from common.store.messages import MessageLog, Sending, Untold
from ops.environment import Db, chunks, known, open_database
from ops.verify.look import BATCH, Look
from ops.words import with_step

_KINDS = {"clinic_suspended": "停诊", "clinic_changed": "出诊变动"}
_WHY = {
    Sending.NO_CREDIT: "没有订阅这种消息",
    Sending.NO_TEMPLATE: "没有这种消息的模板",
    Sending.REFUSED: "微信拒绝发送",
    Sending.UNKNOWN: "发没发出去不知道",
    Sending.RETRY: "微信请稍后再发，还在重试",
}


class Missed(NamedTuple):
    """A message that did not arrive, and its booking; None when that is gone or does not read."""

    untold: Untold
    booking: Booking | None


def add_options(parser: ArgumentParser) -> None:
    """Options of `untold`."""
    parser.add_argument("hospital", metavar="医院", help="医院的 id")
    parser.add_argument("day", metavar="日期", help="就诊的那天，如 2026-03-04")


def run(options: Namespace) -> int:
    """List whom the hospital must tell itself. Exit code 1 when there is somebody."""
    found = list(missed(open_database(known()), options.hospital, options.day))
    print("\n".join(map(line, found)) or "没有没通知到的人")
    return int(bool(found))


def missed(database: Db, hospital_id: str, day: str) -> Iterator[Missed]:
    """All of a hospital's day, read so many at a time, in the order of their messages."""
    log, look = MessageLog(database), Look(database)
    for some in chunks(log.untold_on(hospital_id, day), BATCH):
        bookings = look.by_id("bookings", Booking, (each.booking_id for each in some))
        yield from (Missed(each, bookings.get(each.booking_id)) for each in some)


def line(item: Missed) -> str:
    """Whom, of what and why not, with a masked name; below it what to do."""
    untold, booking = item
    about = f"预约 {untold.booking_id}"
    if booking is not None:
        doctor = f"{booking.names.department} {booking.names.doctor}"
        about += f"，{booking.patient_name_masked}，{spoken(booking.starts_at)} {doctor}"
    sentence = f"{_KINDS[untold.kind]}没通知到：{about}；{_WHY[untold.state]}"
    return with_step(sentence, "请医院打电话告诉就诊人")
