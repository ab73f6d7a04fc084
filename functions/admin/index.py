"""admin: a hospital's catalogue, its days and its log, on the pages of who runs it.

Called by browsers through the route /api/admin; the phone's door is open too, and no page of the mini-program uses it
yet. Reads hospitals, departments, doctors, clinics, clinic_exceptions, merchants, slots, jobs, previews, audit, staff,
staff_sessions, settings. Writes staff_sessions, previews, jobs, hospitals, departments, doctors, clinics,
clinic_exceptions, slots, audit, audit_heads, rates.
"""

from common.entry.needs import SEALED
from common.entry.staff import Side, StaffUse, staff_call


@staff_call(SEALED)
def main_handler() -> StaffUse:
    from common.contracts.admin import ADMIN_REQUEST
    from common.usecases.admin import admin

    side = Side(ADMIN_REQUEST, admin)
    return StaffUse(phone=side, desktop=side)
