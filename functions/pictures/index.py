"""pictures: doctors' photos, and the mini-program codes of a hospital to print.

Called by browsers through the route /api/pictures; not by the mini-program, whose calls are too small for a photo.
Reads hospitals, departments, doctors, staff, staff_sessions, settings, tokens, and files of the bucket. Writes doctors,
staff_sessions, audit, audit_heads, rates, tokens, and files of the bucket.
"""

from common.entry.needs import FILES, WECHAT
from common.entry.staff import Side, StaffUse, staff_call


@staff_call(WECHAT, FILES)
def main_handler() -> StaffUse:
    from common.contracts.pictures import PICTURES_REQUEST
    from common.contracts.sheets import BODY_LIMIT
    from common.usecases.pictures import pictures

    return StaffUse(phone=None, desktop=Side(PICTURES_REQUEST, pictures, BODY_LIMIT))
