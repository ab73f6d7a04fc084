"""catalog: hospitals, departments, doctors, and looking for them.

Called by the mini-program. Reads hospitals, departments, doctors, notices, settings. Writes nothing.
"""

from common.entry.access import Policy
from common.entry.needs import FILES_SHOWN
from common.entry.phone import PhoneUse, phone_call, serve


@phone_call(FILES_SHOWN)
def main_handler() -> PhoneUse:
    from common.contracts.catalog import CATALOG_REQUEST
    from common.usecases.catalog import catalog

    return serve(CATALOG_REQUEST, catalog, Policy(consent=False))
