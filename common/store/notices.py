"""notices: the notices of each hospital, in one document."""

from typing import Any

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.notice import NoticeBoard
from common.store.collection import Raw, to_raw


class Notices:
    """What hospitals tell their patients."""

    def __init__(self, database: Database[Raw]) -> None:
        self._notices = database["notices"]

    def of(self, hospital_id: str) -> NoticeBoard:
        """The notices of a hospital; none where nobody ever wrote one."""
        raw = self._notices.find_one({"_id": hospital_id})
        return NoticeBoard.model_validate(raw or {"_id": hospital_id})

    def put(self, board: NoticeBoard) -> bool:
        """Set a hospital's notices, read at `board.rev`; False when somebody else has written them since."""
        changed: dict[str, Any] = to_raw(board) | {"rev": board.rev + 1}
        if board.rev == 0:
            try:
                self._notices.insert_one(changed)
            except DuplicateKeyError:
                return False
            return True
        query = {"_id": board.id, "rev": board.rev}
        fields = {name: value for name, value in changed.items() if name != "_id"}
        return self._notices.update_one(query, {"$set": fields}).modified_count == 1
