"""What files alone cannot know: whose an id is, which merchants there are, and whose money they receive."""

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from common.domain.catalogue import Hospital
from common.importing.problems import Problems
from common.importing.references import Tables, at
from common.importing.rows import DepartmentRow, DoctorRow, HospitalRow
from common.importing.table import Line

D = TypeVar("D", DepartmentRow, DoctorRow)


class Known(Protocol):
    """What is stored."""

    def owners(self, collection: str, ids: Iterable[str]) -> Mapping[str, str]:
        """Of some ids, those that are taken, each with the hospital it belongs to."""
        ...

    def merchants(self, ids: Iterable[str]) -> set[str]:
        """Of some merchants, those that there are."""
        ...

    def receivers(self, merchant_ids: Iterable[str]) -> Mapping[str, set[str]]:
        """The active hospitals whose money some merchants receive."""
        ...


def check_known(tables: Tables, known: Known, problems: Problems) -> None:
    """Add to `problems` what is wrong between the files and what is stored."""
    _check_owners(tables.departments, "departments", "department_id", known, problems)
    _check_owners(tables.doctors, "doctors", "doctor_id", known, problems)
    named = {line.row.merchant_id for line in tables.hospitals if line.row.merchant_id}
    there, receivers = known.merchants(named), known.receivers(named)
    handed_in = {line.row.hospital_id for line in tables.hospitals}
    for line in tables.hospitals:
        merchant = line.row.merchant_id
        if merchant is None:
            continue
        if merchant not in there:
            words = f"平台没有商户编号 {merchant}，请核对；商户由平台登记"
            at(problems, line, "merchant_id", words)
        elif receivers.get(merchant, set()) - handed_in:
            words = "商户已用于另一家医院；两家医院的钱不能进同一个账户"
            at(problems, line, "merchant_id", words)


def check_unchanged(tables: Tables, stored: Hospital, problems: Problems) -> None:
    """Add to `problems` what differs from a hospital's own row as it is stored.

    For who may not change it: it is the platform that opened the hospital, with its name and its account.
    """
    for line in tables.hospitals:
        if line.row.hospital_id != stored.id:
            continue
        for name in HospitalRow.model_fields:
            if name == "hospital_id":
                continue
            before = getattr(stored, name)
            if getattr(line.row, name) != before:
                back = "留空" if before in (None, "") else f"改回“{before}”"
                words = f"医院的资料由平台维护，不能这样改；请{back}，或联系平台"
                at(problems, line, name, words)


def _check_owners(
    lines: list[Line[D]], collection: str, column: str, known: Known, problems: Problems
) -> None:
    owners = known.owners(collection, (getattr(line.row, column) for line in lines))
    for line in lines:
        identity: str = getattr(line.row, column)
        if owners.get(identity, line.row.hospital_id) != line.row.hospital_id:
            words = f"编号 {identity} 已是另一家医院的，请换一个编号"
            at(problems, line, column, words)
