"""A natural person and the claims they hold."""

from common.domain.person.person import Person
from tests.unit.samples import MS, NOW, a_slot, claim_of


def test_a_claim_has_lapsed_when_its_time_is_over():
    slot = a_slot()
    assert claim_of(slot, until=NOW).lapsed(NOW)
    assert not claim_of(slot, until=NOW + MS).lapsed(NOW)
    assert not claim_of(slot).lapsed(NOW)


def test_a_new_person_holds_nothing():
    person = Person(id="n1", hashes=("k1.aa",))
    assert (person.rev, person.claims, person.holding) == (0, (), 0)
