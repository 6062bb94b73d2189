"""How a file and a table of the database belong together: what the import and the export of one kind of thing need to know."""

from collections.abc import Collection, Set
from dataclasses import dataclass, field

from interchange.fields import Field
from interchange.importer import Refuse, Sheet, Step, Taken, Write
from interchange.reading import lowered


@dataclass(frozen=True)
class Ref:
    """A column that names a row of another table.

    field: the cell; target: the column of the foreign key; joins, found: SQL that finds the id, over the staged row s;
    shown: the cell's SQL for the export, over the table's own alias t and the joins of its `source`.
    """

    field: Field
    target: str
    joins: str
    found: str
    shown: str


@dataclass(frozen=True)
class Table:
    """One kind of thing.

    columns: cells that are columns of the same name; shown: SQL of those that are exported otherwise; stored: SQL of those that are written
    otherwise; told_by: the cell that tells a stored column of another name.
    own: SQL join that finds the row itself as `mine`; its id is `mine_id`. source: FROM clause of the export, the table being t.
    inserts: further columns of a new row with their SQL; rules: (what is wrong, the reason) over the resolved row s.
    derived, staged: "name type" of further values of a row, computed while it is read; derived ones are columns of the table.
    aside: further joins; looked_up: further columns of the resolved row with their SQL. before: columns whose new value needs a statement
    before the update, which is left out where the source does not tell the column.
    made_here: which resolved rows belong to something made here, which an import leaves alone. first: the order of insertion.
    """

    name: str
    table: str
    columns: tuple[Field, ...]
    own: str
    source: str
    order: str
    refs: tuple[Ref, ...] = ()
    mine_id: str = "mine.id"
    key: tuple[str, ...] = ()
    shown: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    told_by: dict[str, str] = field(default_factory=dict)
    inserts: dict[str, str] = field(default_factory=dict)
    derived: tuple[str, ...] = ()
    staged: tuple[str, ...] = ()
    rules: tuple[tuple[str, str], ...] = ()
    aside: str = ""
    looked_up: dict[str, str] = field(default_factory=dict)
    made_here: str = ""
    first: str = "s.row_line"
    before: dict[str, Write] = field(default_factory=dict)
    pk: str = "id"

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*(ref.field for ref in self.refs), *self.columns)

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.name, self.fields, self.key, (*self.derived, *self.staged))

    @property
    def written(self) -> dict[str, str]:
        """Columns of the table that the file sets, with their SQL over the resolved row s."""
        plain = {column.name: f"s.{column.name}" for column in self.columns if column.name not in self.shown}
        derived = {name.split()[0]: f"s.{name.split()[0]}" for name in self.derived}
        return {ref.target: f"s.{ref.target}" for ref in self.refs if ref.target} | plain | derived | self.stored

    def missing(self, header: Collection[str]) -> set[str]:
        """Columns of the table that a source which tells these columns of the file says nothing of."""
        there = {lowered(name) for name in header}
        refs = {ref.target for ref in self.refs if ref.field.name not in there}
        stored = {name for name, cell in self.told_by.items() if cell not in there}
        return refs | stored | {column.name for column in self.columns if column.name not in there}

    def steps(self, untold: Set[str] = frozenset()) -> list[Step]:
        """From the staged rows to the table: find what they refer to, refuse what is wrong, update, insert.

        untold: columns that the source knows nothing of, which rows that are there keep.
        """
        found = {ref.target or f"ref_{ref.field.name}": ref.found for ref in self.refs} | self.looked_up
        refs = "".join(f", {sql} AS {name}" for name, sql in found.items())
        joins = " ".join([*(ref.joins for ref in self.refs), self.own, self.aside])
        resolve = f"CREATE TEMP TABLE r_{self.name} ON COMMIT DROP AS SELECT s.*{refs}, {self.mine_id} AS mine_id FROM in_{self.name} AS s {joins}"
        return [
            Write(resolve),
            Write(f"ANALYZE r_{self.name}"),
            *(self.unknown(ref) for ref in self.refs),
            *(Refuse(self.name, where, reason) for where, reason in self.rules),
            *self.spare(),
            *(write for name, write in self.before.items() if name not in untold),
            self.update(untold),
            self.insert(),
            Write(f"ANALYZE {self.table}"),
            Taken(self.name),
        ]

    def unknown(self, ref: Ref) -> Step:
        name, target = ref.field.name, ref.target or f"ref_{ref.field.name}"
        cell = f"s.{name}::text"
        return Refuse(self.name, f"{cell} <> '' AND s.{target} IS NULL", f"'there is no {name} “' || left({cell}, 60) || '”'", follows=True)

    def spare(self) -> list[Step]:
        """Leave alone what was made here."""
        if not self.made_here:
            return []
        return [Write(f"DELETE FROM r_{self.name} AS s WHERE {self.made_here}", f"{self.name} made here, left alone")]

    def update(self, untold: Set[str]) -> Step:
        written = {name: sql for name, sql in self.written.items() if name not in untold}
        names, values = ", ".join(written), ", ".join(written.values())
        olds = ", ".join(f"t.{name}" for name in written)
        sql = f"UPDATE {self.table} AS t SET ({names}) = ROW({values}) FROM r_{self.name} AS s WHERE t.{self.pk} = s.mine_id"
        return Write(f"{sql} AND ({olds}) IS DISTINCT FROM ({values})", f"{self.name} updated")

    def insert(self) -> Step:
        all_columns = self.written | self.inserts
        names, values = ", ".join(all_columns), ", ".join(all_columns.values())
        sql = f"INSERT INTO {self.table} ({names}) SELECT {values} FROM r_{self.name} AS s WHERE s.mine_id IS NULL ORDER BY {self.first}"
        return Write(sql, f"{self.name} added")

    def select(self) -> str:
        """The export's query; its columns stand in the order of the file."""
        cells = [f"{ref.shown} AS {ref.field.name}" for ref in self.refs]
        cells += [f"{self.shown.get(column.name, 't.' + column.name)} AS {column.name}" for column in self.columns]
        return f"SELECT {', '.join(cells)} FROM {self.source} ORDER BY {self.order}"
