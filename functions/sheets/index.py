"""sheets: what a hospital hands in as a workbook or CSV files, checked, imported and exported.

Called by browsers through the route /api/sheets; not by the mini-program, whose calls are too small for a file. Reads
hospitals, departments, doctors, clinics, clinic_exceptions, merchants, staff, staff_sessions, previews, jobs, settings.
Writes staff_sessions, previews, jobs, hospitals, departments, doctors, clinics, clinic_exceptions, audit, audit_heads,
rates, and files of the bucket.
"""

from common.entry.needs import FILES, SEALED
from common.entry.staff import Side, StaffUse, staff_call


@staff_call(SEALED, FILES)
def main_handler() -> StaffUse:
    from common.contracts.sheets import BODY_LIMIT, SHEETS_REQUEST
    from common.usecases.sheets import sheets

    return StaffUse(phone=None, desktop=Side(SHEETS_REQUEST, sheets, BODY_LIMIT))
