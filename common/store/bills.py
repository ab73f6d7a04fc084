"""bills: which trade bills were read, and what was unmatched on them."""

from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from common.domain.money.bill import Bill
from common.store.collection import Raw, readable, to_raw


class Bills:
    """Bills of every merchant that were read to their end."""

    def __init__(self, database: Database[Raw]) -> None:
        self._bills = database["bills"]

    def get(self, bill_id: str) -> Bill | None:
        """One bill; None while it was not read."""
        raw = self._bills.find_one({"_id": bill_id})
        return Bill.model_validate(raw) if raw else None

    def keep(self, bill: Bill) -> bool:
        """It was read to its end; False when another run was faster."""
        try:
            self._bills.insert_one(to_raw(bill))
        except DuplicateKeyError:
            return False
        return True

    def mark_kept(self, bill_id: str) -> None:
        """Its file is in the bucket now."""
        self._bills.update_one({"_id": bill_id}, {"$set": {"kept": True}})

    def returned_by_hand(self, order_no: str) -> int:
        """How many fen of an order went back by refunds that were not ours, as far as bills tell."""
        bills = map(Bill.model_validate, self._bills.find({"unmatched.order_no": order_no}))
        unmatched = (refund for bill in bills for refund in bill.unmatched)
        return sum(refund.amount_fen for refund in unmatched if refund.order_no == order_no)

    def needing_staff(self) -> list[Bill]:
        """Bills with refunds that were not ours; a person compares them."""
        return list(readable(Bill, self._bills.find({"unmatched": {"$ne": []}})))
