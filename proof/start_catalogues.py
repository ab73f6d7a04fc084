"""Where a story of a catalogue begins: files were checked, and nothing of them is written yet."""

from typing import Any

from common.domain.hospital_catalogue import HospitalCatalogue
from common.protocol import catalogue_job
from common.protocol.deadline import Deadline
from proof import actions as acts
from proof.cuts import Ends, Wrong
from proof.start_states import next_day
from proof.world import World

# What the files say of the hospital, and when its clinics begin by them.
FIRST, SECOND = ("甲区", "10:00", "11:00"), ("乙区", "13:00", "14:00")


def _wanted(world: World, file: tuple[str, str, str]) -> HospitalCatalogue:
    """The hospital with every clinic at another time; the last doctor leaves."""
    whole = world.store.catalogue_writes.whole("h1")
    if whole is None:
        raise Wrong("the hospital is gone")
    district, start, end = file
    clinics = [each.model_copy(update={"start": start, "end": end}) for each in whole.clinics]
    return HospitalCatalogue(
        hospital=whole.hospital.model_copy(update={"district": district}),
        departments=whole.departments,
        doctors=whole.doctors[:-1],
        clinics=tuple(each for each in clinics if each.doctor_id != whole.doctors[-1].id),
    )


def checked(world: World) -> None:
    """A file was checked, and another after it."""
    for name, file in (("preview", FIRST), ("second", SECOND)):
        stored = catalogue_job.read("h1", world.deps)
        preview = catalogue_job.prepare(stored, _wanted(world, file), "proof", world.deps)
        world.facts[name] = preview.id
    world.facts["wanted"] = _wanted(world, FIRST)


def begun(world: World) -> None:
    """The import was begun and its first run had no time; a sweep is due."""
    checked(world)
    catalogue_job.start(world.facts["preview"], world.deps, Deadline(lambda: 0.0))


def checked_for_tomorrow(world: World) -> None:
    """A file was checked, and a day enters the window."""
    next_day(world)
    checked(world)


def a_new_hospital(world: World) -> None:
    """The file of a hospital that nobody knows yet."""
    whole = world.store.catalogue_writes.whole("h1")
    if whole is None:
        raise Wrong("the hospital is gone")
    hospital = whole.hospital.model_copy(update={"id": "h2", "rev": 0, "merchant_id": None})

    def own(documents: Any) -> Any:
        return tuple(
            each.model_copy(update={"id": f"n-{each.id}", "hospital_id": "h2", "rev": 0})
            for each in documents
        )

    doctors = [
        each.model_copy(update={"department_id": f"n-{each.department_id}"})
        for each in own(whole.doctors)
    ]
    world.facts["wanted"] = HospitalCatalogue(
        hospital=hospital, departments=own(whole.departments), doctors=tuple(doctors)
    )


def wholly(*files: tuple[str, str, str]) -> Ends:
    """The catalogue is as one of these files says, all of it, and nobody holds it."""

    def ends(world: World) -> None:
        whole = world.store.catalogue_writes.whole("h1")
        if whole is None or whole.hospital.held_by:
            raise Wrong("the hospital is held")
        times = {(each.start, each.end) for each in whole.clinics if each.active}
        found = [f for f in files if (f[0], {f[1:]}) == (whole.hospital.district, times)]
        if not found:
            raise Wrong(f"half of a file: {whole.hospital.district} {times}")

    return ends


def at_once_or_again(world: World) -> None:
    """The file is written, by the tap or by the next one."""
    acts.checks_and_imports(world)
    wholly(FIRST)(world)


def there(world: World) -> None:
    """The new hospital is open, with everybody."""
    whole = world.store.catalogue_writes.whole("h2")
    if whole is None or not all(each.active for each in (whole.hospital, *whole.doctors)):
        raise Wrong("the new hospital is not whole")
    if len(whole.doctors) != len(world.facts["wanted"].doctors):
        raise Wrong("somebody is missing")


def of_one_timetable(world: World) -> None:
    """What was decided for the day that entered was decided by one timetable."""
    wholly(FIRST)(world)
    last = max(raw["date"] for raw in world.raw["clinic_sessions"].find({}))
    decided = world.raw["clinic_sessions"].find({"date": last})
    starts = {each["clinic"]["start"] for raw in decided for each in raw["clinics"]}
    if len(starts) > 1 and "10:00" in starts:
        raise Wrong(f"half of a timetable: {starts}")
