"""What an accountant would ask about the lines of orders. They keep their amounts as sold; the report says how many are so."""

import json
from collections.abc import Iterator

from contactcenter.money import unit
from contactcenter.standards import currencies
from interchange.importer import Run, Write

SHOWN = "CASE WHEN o.prices_include_tax THEN s.gross ELSE s.gross - s.tax END"
OF_RATE = "CASE WHEN o.prices_include_tax THEN s.gross - s.gross / (1 + s.rate) ELSE (s.gross - s.tax) * s.rate END"
PER_PIECE = "s.quantity * coalesce((%(units)s::jsonb ->> o.currency)::numeric, 0.01)"
"""One smallest amount for each piece: as far as tax that was rounded per piece may be from that of the line."""
DOUBTS = {
    "lines whose amount is not price × quantity, kept as sold": f"NOT o.tax_exempt AND {SHOWN} <> s.unit_price * s.quantity",
    "lines whose tax is not what their rate makes, kept as sold": f"s.rate > 0 AND s.tax <> 0 AND abs(s.tax - ({OF_RATE})) > {PER_PIECE}",
    "lines with a rate and no tax, kept as sold": f"s.rate > 0 AND s.tax = 0 AND abs({OF_RATE}) > {PER_PIECE}",
}
"""Conditions over a line `s` that is told, and its order `o`. The exempt pay less than the price list says."""
LAST = 10**15
"""Behind all that was told of a file when it was read."""


def doubts(run: Run, loaded: set[str]) -> Iterator[Write]:
    """Tell, with the file of the lines, how many are doubtful in which way."""
    if "order_lines" not in loaded or "order_lines" not in run.names:
        return
    run.params["units"] = json.dumps({code: str(unit(code)) for code in sorted(currencies()) if unit(code) != unit("EUR")})
    run.params["lines_file"] = run.names["order_lines"]
    for nth, (what, where) in enumerate(DOUBTS.items()):
        yield Write(
            f"INSERT INTO in_told (row_line, file, what, many) SELECT {LAST + nth}, %(lines_file)s, '{what}', count(*) "
            f"FROM r_order_lines AS s JOIN orders_order AS o ON o.id = s.order_id WHERE {where} HAVING count(*) > 0"
        )
