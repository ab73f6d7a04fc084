"""通知公告: what a hospital tells its patients for some days, as plain text."""

from common.domain.document import Document, Part

# So many that are not over may stand at one time: more nobody reads. So many are kept with those that are over.
MOST, MOST_KEPT = 10, 30


class Notice(Part):
    """One notice, shown from a day to a day, both included; an important one also before booking."""

    heading: str
    text: str
    from_date: str
    until_date: str
    important: bool = False


class NoticeBoard(Document):
    """All notices of a hospital; the id is the hospital's. One document, so that a change is one write under `rev`."""

    rev: int = 0
    notices: tuple[Notice, ...] = ()
    audit: str | None = None


def over(notice: Notice, day: str) -> bool:
    """Whether a notice is shown no more on a day."""
    return notice.until_date < day


def shown(board: NoticeBoard, day: str) -> list[Notice]:
    """What patients read on a day: important ones first, then those that are newer."""
    today = [each for each in board.notices if each.from_date <= day <= each.until_date]
    newest = sorted(today, key=lambda each: each.from_date, reverse=True)
    return sorted(newest, key=lambda each: not each.important)
