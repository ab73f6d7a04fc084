"""Store what a directory holds. The same files again change nothing; a run that stopped half-way is run again."""

from datetime import date
from pathlib import Path

from common.store.catalogue import Catalogue
from common.store.merchants import Merchants
from common.store.messages import MessageTemplates
from ops.importing import HandedIn, ImportRefused, Problem, read_directory
from ops.importing.rows import MerchantRow


def import_directory(
    folder: Path,
    catalogue: Catalogue,
    merchants: Merchants,
    templates: MessageTemplates,
    *,
    demo_today: date | None = None,
) -> dict[str, int]:
    """Read, check and store a directory; how many of each. Raises `ImportRefused` with nothing written."""
    handed_in = read_directory(folder, demo_today=demo_today)
    strangers = [name for name in handed_in.keyless if merchants.get(name) is None]
    if strangers:
        words = "没有填写密钥，数据库里也没有保存过，请补齐密钥各列"
        raise ImportRefused(
            [Problem(MerchantRow.FILE, None, None, f"商户 {name} {words}") for name in strangers]
        )
    return write(handed_in, catalogue, merchants, templates)


def write(
    handed_in: HandedIn, catalogue: Catalogue, merchants: Merchants, templates: MessageTemplates
) -> dict[str, int]:
    """Store everything; what refers to something comes after it."""
    for merchant in handed_in.merchants:
        merchants.put(merchant)
    catalogue.set_platform_rules(handed_in.platform_rules)
    counts = {
        "merchants": len(handed_in.merchants),
        "hospitals": catalogue.put_hospitals(handed_in.hospitals),
        "departments": catalogue.put_departments(handed_in.departments),
        "doctors": catalogue.put_doctors(handed_in.doctors),
        "clinics": catalogue.put_clinics(handed_in.clinics),
    }
    if handed_in.exceptions is not None:
        counts["exceptions"] = catalogue.put_exceptions(handed_in.exceptions)
    for template in handed_in.message_templates or []:
        templates.put(template)
    return counts | {"message_templates": len(handed_in.message_templates or [])}
