"""What is stored of all catalogues, for the checks of an import."""

from collections.abc import Iterable

from common.store import Store


class StoredCatalogue:
    """Whose an id is, which merchants there are, and whose money they receive."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.owners = store.catalogue_writes.owners
        self.receivers = store.catalogue_writes.receivers

    def merchants(self, ids: Iterable[str]) -> set[str]:
        """Of some merchants, those that there are."""
        return set(ids) & set(self._store.merchants.ids())
