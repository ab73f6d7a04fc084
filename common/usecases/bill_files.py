"""The files of daily bills in the bucket, as WeChat gave them: what is shown when an amount is doubted."""

import gzip

from common.clients.files import FilesError
from common.clients.payments import TradeBill
from common.domain.money.bill import Bill
from common.protocol.deps import Deps


class BillFiles:
    """Keeps files for one run, and gives up for the rest of it when the bucket fails: money does not wait for files."""

    def __init__(self, deps: Deps) -> None:
        self._deps, self._files = deps, deps.files()
        self.works = self._files is not None

    def misses(self, bill: Bill) -> bool:
        """Whether a bill that was read has no file yet: the bucket failed, or there was none."""
        return self.works and not bill.kept

    def keep(self, merchant_id: str, day: str, told: TradeBill) -> bool:
        """Put a file, the same bytes under the same name each time; whether it is there.

        A day without trade has none, and misses none.
        """
        if not self.works or self._files is None:
            return False
        if not told.content:
            return True
        try:
            content = gzip.compress(told.content, mtime=0)
            self._files.put(f"bills/{merchant_id}/{day}.csv.gz", content, "application/gzip")
        except (FilesError, ValueError) as error:
            self.works = False
            self._deps.log.error("bill not kept", error, merchant_id=merchant_id, day=day)
            return False
        return True
