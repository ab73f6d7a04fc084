"""admin: a hospital's catalogue, its days and its log, on the pages of who runs it.

Called by browsers through the route /api/admin, and by the mini-program for the day at a glance. Reads hospitals,
departments, doctors, clinics, clinic_exceptions, merchants, notices, slots, waitlist, bookings, refunds, message_log,
jobs, previews, audit, staff, staff_sessions, settings. Writes staff_sessions, previews, jobs, hospitals, departments,
doctors, clinics, clinic_exceptions, notices, slots, audit, audit_heads, rates.
"""

from common.entry.needs import SEALED
from common.entry.staff import Side, StaffUse, staff_call


@staff_call(SEALED)
def main_handler() -> StaffUse:
    from common.contracts.admin import ADMIN_REQUEST
    from common.usecases.admin import admin

    side = Side(ADMIN_REQUEST, admin)
    return StaffUse(phone=side, desktop=side)
