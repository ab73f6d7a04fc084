"""People who do not exist: names and document numbers that are valid in form and belong to nobody.

Resident IDs begin with 990000, an address code that has never been assigned, so no real person can have one.
The same seed gives the same people.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

UNASSIGNED_ADDRESS = "990000"

_WEIGHTS = tuple(2**power % 11 for power in range(17, 0, -1))
_CHECK_DIGITS = "10X98765432"
_FAMILY = "虚拟测样例演试假拟构"
_GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


@dataclass(frozen=True)
class InventedPerson:
    """Somebody to book for. `sex` is "male" or "female"; `phone` has the form of a number and is never dialled."""

    name: str
    id_number: str
    sex: str
    birth_date: date
    phone: str


def check_digit(first17: str) -> str:
    """The last character of a resident ID: ISO 7064 MOD 11-2 over the first 17 (GB 11643-1999)."""
    return _CHECK_DIGITS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def resident_id(birth_date: date, sex: str, serial: int = 0) -> str:
    """An 18-character resident ID of nobody. `serial` 0–499 tells people of one day and sex apart."""
    if not 0 <= serial < 500:
        raise ValueError("serial must be 0 to 499")
    order = serial * 2 + (1 if sex == "male" else 0)
    first17 = f"{UNASSIGNED_ADDRESS}{birth_date:%Y%m%d}{order:03}"
    return first17 + check_digit(first17)


class People:
    """A stream of invented people, all different; born from `earliest` to `latest`."""

    def __init__(self, seed: int = 0) -> None:
        self._chance = random.Random(seed)
        self._made: set[str] = set()

    def one(
        self,
        *,
        sex: str | None = None,
        earliest: date = date(1950, 1, 1),
        latest: date = date(2004, 12, 31),
    ) -> InventedPerson:
        """One more person; raises `ValueError` when every number of that span is used up."""
        days = (latest - earliest).days
        for _ in range(10_000):
            born = earliest + timedelta(days=self._chance.randint(0, days))
            is_sex = sex or self._chance.choice(("male", "female"))
            number = resident_id(born, is_sex, self._chance.randrange(500))
            if number not in self._made:
                self._made.add(number)
                return InventedPerson(self._name(), number, is_sex, born, self._phone())
        raise ValueError("no more people can be born in this span")

    def _name(self) -> str:
        return self._chance.choice(_FAMILY) + "".join(self._chance.sample(_GIVEN, 2))

    def _phone(self) -> str:
        # 154 is not among the prefixes that operators have been given.
        return f"1540000{self._chance.randrange(10_000):04}"
