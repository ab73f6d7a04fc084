"""patients: list, add, change and remove 就诊人.

Called by the mini-program. Reads users, patients, bookings. Writes users, persons, patients.
"""

from common.entry.needs import PERSONS, SEALED
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call(SEALED, PERSONS)
def main_handler() -> PhoneUse:
    from common.contracts.patients import PATIENTS_REQUEST
    from common.usecases.patients import patients

    return serve(PATIENTS_REQUEST, patients)
