"""Store what a directory holds: the platform's files at once, each hospital by a job of its own.

The same files again change nothing; a run that stopped half-way is run again, or goes on by itself within minutes.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from common.domain.audit import chain_of
from common.domain.audit import changes as changed
from common.domain.errors import Code, Refused
from common.domain.hospital_catalogue import Changes, HospitalCatalogue, changes
from common.domain.job import JobState, Preview
from common.importing import Problem
from common.protocol import catalogue_job
from common.protocol.deps import Deps
from common.protocol.on_record import PROGRAM, Deed, not_done, on_record
from common.store import Store
from common.store.merchants import Merchants
from common.usecases.stored_catalogue import StoredCatalogue
from ops.importing import HandedIn, ImportRefused, read_directory
from ops.importing.platform import PlatformFiles
from ops.importing.rows import MerchantRow
from ops.program import ACTOR

_NO_HURRY_SECONDS = 3600.0


def import_directory(
    folder: Path,
    deps: Deps,
    *,
    demo_today: date | None = None,
    only_check: bool = False,
) -> tuple[dict[str, int], Changes]:
    """Read, check and store a directory; how many of each, and what became of the hospitals' documents.

    `only_check` writes nothing. Raises `ImportRefused` with nothing written, and `Refused` when somebody changed a
    hospital meanwhile: it and those behind it are as they were; the words name it, and those that are written.
    """
    handed_in = read_directory(folder, StoredCatalogue(deps.store), demo_today=demo_today)
    refuse_strangers(handed_in.platform, deps.store)
    counts = _counted_platform(handed_in.platform)
    if not only_check:
        write_platform(handed_in.platform, deps.store)
    became: Counter[str] = Counter()
    for catalogue in handed_in.hospitals:
        try:
            done = compare(catalogue, deps.store) if only_check else write_hospital(catalogue, deps)
        except Refused as refused:
            raise _of_several(refused, catalogue, handed_in.hospitals) from None
        became.update(done.model_dump())
    return counts | _counted(handed_in), Changes(**became)


def _of_several(
    refused: Refused, at: HospitalCatalogue, hospitals: list[HospitalCatalogue]
) -> Refused:
    """The refusal of one hospital, where those before it are written."""
    before = "、".join(each.hospital.id for each in hospitals[: hospitals.index(at)])
    written = f"已导入 {before}。" if before else ""
    return Refused(
        refused.code, f"{written}医院 {at.hospital.id} 没有导入：{refused.message}", refused.details
    )


def compare(catalogue: HospitalCatalogue, store: Store) -> Changes:
    """What storing a catalogue would do."""
    return changes(store.catalogue_writes.whole(catalogue.hospital.id), catalogue)[1]


def write_hospital(catalogue: HospitalCatalogue, deps: Deps) -> Changes:
    """Store a hospital's catalogue to its end. Raises `Refused`."""
    stored = _current(catalogue.hospital.id, deps)
    preview = catalogue_job.prepare(stored, catalogue, PROGRAM, deps)
    return _to_its_end(preview, "ops.import", deps)


def retire_hospital(hospital_id: str, deps: Deps) -> Changes:
    """Make a hospital inactive, and all that belongs to it. Raises `Refused`, `NOT_FOUND` for one that is not there."""
    stored = _current(hospital_id, deps)
    if stored is None or not stored.hospital.active:
        raise Refused(Code.NOT_FOUND, f"没有正在使用的医院 {hospital_id}")
    hospital = stored.hospital.model_copy(update={"active": False})
    nothing_else = HospitalCatalogue(hospital=hospital, exceptions=())
    preview = catalogue_job.prepare(stored, nothing_else, PROGRAM, deps)
    return _to_its_end(preview, "ops.retire", deps)


def _current(hospital_id: str, deps: Deps) -> HospitalCatalogue | None:
    return catalogue_job.current(hospital_id, deps, deps.deadline(_NO_HURRY_SECONDS))


def _to_its_end(preview: Preview, verb: str, deps: Deps) -> Changes:
    """Write what was prepared, on record before it begins; what changes nothing is written nowhere."""
    if not preview.parts:
        return preview.counts
    what = {"preview_id": preview.id, **preview.counts.model_dump()}
    chain, hospital_id = chain_of(preview.hospital_id), preview.hospital_id
    deed = Deed(chain, verb, "hospital", hospital_id, changed({}, what, (), deps.store.audit.hide))
    entry = on_record(deed, ACTOR, deps)
    deadline = deps.deadline(_NO_HURRY_SECONDS)
    try:
        job = catalogue_job.start(preview.id, deps, deadline, audit=entry.id)
    except Refused:
        not_done(entry, ACTOR, deps)
        raise
    if job.state is not JobState.DONE:
        # The sweep came first, and is at it.
        raise Refused(Code.BUSY, catalogue_job.HELD)
    return job.counts


def refuse_strangers(platform: PlatformFiles, store: Store) -> None:
    """Raise `ImportRefused` for merchants without keys that are not stored, or that clash with stored ones."""
    words = "没有填写密钥，数据库里也没有保存过，请补齐密钥各列"
    known = set(store.merchants.ids())
    strangers = [
        Problem(MerchantRow.FILE, None, None, f"商户 {name} {words}")
        for name in platform.keyless
        if name not in known
    ]
    problems = strangers or list(_clashes(platform, store.merchants))
    if problems:
        raise ImportRefused(problems)


def _clashes(platform: PlatformFiles, merchants: Merchants) -> Iterator[Problem]:
    """What the files and the merchants stored before cannot both have."""
    renewed = {fields["id"] for fields in platform.merchants}
    kept = [fields for fields in merchants.outlines() if fields["id"] not in renewed]
    for fields in platform.merchants:
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


def write_platform(platform: PlatformFiles, store: Store) -> None:
    """Store the platform's files."""
    for merchant in platform.merchants:
        store.merchants.put(merchant)
    if platform.rules is not None:
        store.catalogue.set_platform_rules(platform.rules)
    for template in platform.message_templates or []:
        store.message_templates.put(template)


def _counted_platform(platform: PlatformFiles) -> dict[str, int]:
    counts: dict[str, int] = {}
    if platform.merchant_ids:
        counts["merchants"] = len(platform.merchants)
    if platform.message_templates is not None:
        counts["message_templates"] = len(platform.message_templates)
    return counts


def _counted(handed_in: HandedIn) -> dict[str, int]:
    hospitals = handed_in.hospitals
    if not hospitals:
        return {}
    counts = {
        "hospitals": len(hospitals),
        "departments": sum(len(each.departments) for each in hospitals),
        "doctors": sum(len(each.doctors) for each in hospitals),
        "clinics": sum(len(each.clinics) for each in hospitals),
    }
    if all(each.exceptions is None for each in hospitals):
        return counts
    return counts | {"exceptions": sum(len(each.exceptions or ()) for each in hospitals)}
