"""staff: who is staff, invitations, grants, and signing in at a desktop browser.

Called by the mini-program, and by browsers through the route /api/staff. Reads hospitals, departments, doctors,
settings. Writes staff, staff_posts, staff_invites, staff_logins, staff_sessions, audit, audit_heads, rates.
"""

from common.entry.needs import SEALED
from common.entry.staff import Side, StaffUse, staff_call


@staff_call(SEALED)
def main_handler() -> StaffUse:
    from common.contracts.staff import DESKTOP_STAFF_REQUEST, PHONE_STAFF_REQUEST
    from common.usecases.staff import staff_by_browser, staff_by_phone

    return StaffUse(
        phone=Side(PHONE_STAFF_REQUEST, staff_by_phone),
        desktop=Side(DESKTOP_STAFF_REQUEST, staff_by_browser),
    )
