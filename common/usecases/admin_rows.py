"""The tables of a hospital, row by row: as they are read, and how a page names one of them."""

from common.contracts.admin import ColumnView, ReadRows, RowsReply, RowView, SaveRow
from common.domain.actor import Staff
from common.domain.errors import Code, Refused
from common.domain.hospital_catalogue import HospitalCatalogue
from common.domain.permissions import NOTHING_THERE, Place
from common.domain.rules.hospital import HospitalRules
from common.importing.edit import TABLES, Values, rev_of
from common.importing.rows import ExceptionRow
from common.importing.sheets import CHOICES, columns, written
from common.importing.table import Row, header
from common.importing.tables_out import Texts, tables_of
from common.protocol import catalogue_job
from common.protocol.deps import Deps
from common.protocol.on_record import allow


def read_rows(request: ReadRows, staff: Staff, deps: Deps) -> RowsReply:
    """A table with the names of its columns; of the rules those too that nobody set, with their defaults.

    Of a hospital that nobody opened yet the columns alone, for who is to open it.
    """
    hospital_id = request.hospital_id
    allow(f"admin.read/{request.kind}", Place(hospital_id), ("hospital", hospital_id), staff, deps)
    stored = catalogue_job.read(hospital_id, deps)
    opens = stored is None and request.kind == "hospital"
    if not opens and (stored is None or not stored.hospital.active):
        raise Refused(Code.NOT_FOUND, NOTHING_THERE)
    model = TABLES[request.kind]
    rows = [row_view(values) for values in tables_of(stored)[model.FILE]] if stored else []
    if request.kind == "rules":
        rows += _defaults({row.values["rule"] for row in rows})
    return RowsReply(
        columns=column_views(model),
        rows=rows,
    )


def column_views(model: type[Row]) -> list[ColumnView]:
    """What the columns of a table are called, and what may be chosen in them."""
    return [
        ColumnView(
            name=name,
            title=header(model, name),
            required=model.model_fields[name].is_required(),
            choices=list(CHOICES.get(name, ())),
        )
        for name in columns(model)
    ]


def row_view(values: Values) -> RowView:
    """A row and its version."""
    return RowView(rev=rev_of(values), values=values)


def _defaults(known: set[str]) -> list[RowView]:
    """Rules that are as they come: saved for the first time they have no version."""
    rules = HospitalRules()
    return [
        RowView(rev=None, values={"rule": name, "value": written(name, getattr(rules, name))})
        for name in HospitalRules.model_fields
        if name not in known
    ]


def given(request: SaveRow) -> Values:
    """The row as the hospital's own, whatever the page says of whose it is."""
    model = TABLES[request.kind]
    values = known_fields(model, request.values)
    if model is ExceptionRow and "doctor_id" in values:
        return {name: text for name, text in values.items() if name != "hospital_id"}
    if "hospital_id" in model.model_fields:
        values["hospital_id"] = request.hospital_id
    return values


def known_fields(model: type[Row], values: Values) -> Values:
    """The fields that say something. Raises `BAD_REQUEST` for one that is none of the table's."""
    filled = {name: text for name, text in values.items() if text}
    if unknown := filled.keys() - model.model_fields.keys():
        raise Refused(Code.BAD_REQUEST, f"没有这一列：{'、'.join(sorted(unknown))}")
    return filled


def new_row(
    catalogue: HospitalCatalogue, texts: Texts, file: str, there: Values | None
) -> Values | None:
    """The row that was saved, as it will be read; None where the table says it by another row already."""
    others = [each for each in texts[file] if each is not there]
    return next((each for each in tables_of(catalogue)[file] if each not in others), None)
