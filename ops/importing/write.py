"""Store what a directory holds. The same files again change nothing; a run that stopped half-way is run again."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

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
    clashes = list(_clashes(handed_in, merchants))
    if clashes:
        raise ImportRefused(clashes)
    return write(handed_in, catalogue, merchants, templates)


def _clashes(handed_in: HandedIn, merchants: Merchants) -> Iterator[Problem]:
    """What the files and the merchants stored before cannot both have."""
    renewed = {fields["id"] for fields in handed_in.merchants}
    kept = [fields for fields in merchants.outlines() if fields["id"] not in renewed]
    for fields in handed_in.merchants:
        for other in kept:
            one, two = f"商户 {fields['id']}", f"数据库里的商户 {other['id']}"
            if _number(fields) == _number(other):
                words = f"{one} 与{two} 是同一个商户号，请沿用编号 {other['id']}"
                yield Problem(MerchantRow.FILE, None, None, words)
            same_id = fields["public_key_id"] == other.get("public_key_id")
            if same_id and _key(fields) != _key(other):
                words = f"{one} 与{two} 公钥ID相同，公钥却不同，请核对；要更换公钥，请把两个商户的密钥各列都填上"
                yield Problem(MerchantRow.FILE, None, None, words)


def _number(fields: dict[str, Any]) -> tuple[Any, Any]:
    return fields.get("mchid"), fields.get("sub_mchid")


def _key(fields: dict[str, Any]) -> str:
    return "".join(str(fields.get("public_key_pem")).split())


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
