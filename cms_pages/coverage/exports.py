"""The tables as CSV files that a spreadsheet opens without a question."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms_pages.coverage.calendar import Month
from cms_pages.coverage.tables import Table

# Without the mark, spreadsheets read accents wrongly; with commas, French ones read one column.
BYTE_ORDER_MARK = "\ufeff"
DELIMITER = ";"
FORMULA_STARTS = "=+-@＝＋－＠\t\r\n"


def safe(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula becomes one that it shows."""
    if isinstance(value, str) and (
        value[:1] in tuple(FORMULA_STARTS) or value.lstrip()[:1] in tuple(FORMULA_STARTS)
    ):
        return f"'{value}"
    return value


def as_csv(rows: Iterable[Iterable[Any]]) -> str:
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, delimiter=DELIMITER)
    for row in rows:
        writer.writerow([safe(value) for value in row])
    return out.getvalue()


def table_rows(table: Table) -> Iterator[list[Any]]:
    yield [table.corner, *table.columns, _("Total")]
    for row in (*table.rows, *table.feet):
        yield [row.full_label, *(cell.count for cell in row.cells), row.total]


def calendar_rows(months: Iterable[Month]) -> Iterator[list[Any]]:
    yield [_("Date"), _("What happens"), _("Page"), _("Partners")]
    for month in months:
        for entry in month.entries:
            partners = ", ".join(entry.partners)
            yield [entry.day.isoformat(), entry.what, entry.page.title, partners]
