"""0002: sealed fields name their owner, so that one moved into another user's document does not open.

What is sealed in the form before is opened and sealed again; it needs DATA_KEYS, and only when there is something of
that form. The release before cannot open the new form: whoever goes back to it goes back to a copy of the data, too.
"""

from common.runtime import settings
from common.runtime.crypto import FORM, FieldCipher
from ops.environment import Db
from ops.keys.sealed import by_form, reseal
from ops.migrations.step import Step


def apply(database: Db) -> int:
    """Seal again what does not name its owner; how many documents."""
    if set(by_form(database)) <= {FORM}:
        return 0
    cipher = FieldCipher(settings.load(("DATA_KEYS",)).data_keys)
    return reseal(database, cipher).resealed


STEP = Step(2, "sealed fields name their owner", "加密字段带上主人标识", apply)
