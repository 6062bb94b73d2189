"""How a file and a table of the database belong together: what the import and the export of one kind of thing need to know."""

from collections.abc import Collection, Set
from dataclasses import dataclass, field, replace

from contactcenter.texts import field_name, in_field
from interchange.fields import Field
from interchange.importer import Refuse, Sheet, Step, Taken, Write
from interchange.reading import lowered

CHANGED = "version = {}.version + 1, changed_by = '', changed_by_id = NULL"
"""How an update counts in the version of a row, by the table's alias."""


@dataclass(frozen=True)
class Ref:
    """A column that names a row of another table.

    field: the cell; target: the column of the foreign key; joins, found: SQL that finds the id, over the staged row s;
    shown: the cell's SQL for the export, over the table's own alias t and the joins of its `source`; known: SQL of those that there are, in
    one text, where they are few enough to be named to whom asks for another.
    """

    field: Field
    target: str
    joins: str
    found: str
    shown: str
    known: str = ""


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
    ready: statements over the staged rows before they are resolved.
    texts: columns that may be told in other languages too, which the table keeps in `translations`; see `in_languages`.
    formerly: cells that files of before have, read but never written; afterwards: by the cell that tells it, what is made of them over the
    resolved rows, once these are in the table. versioned: whether the table counts the changes of a row.
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
    ready: tuple[Write, ...] = ()
    pk: str = "id"
    texts: tuple[str, ...] = ()
    formerly: tuple[Field, ...] = ()
    afterwards: dict[str, tuple[Write, ...]] = field(default_factory=dict)
    versioned: bool = False

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*(ref.field for ref in self.refs), *self.columns)

    @property
    def sheet(self) -> Sheet:
        return Sheet(self.name, (*self.fields, *self.formerly), self.key, (*self.derived, *self.staged))

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
        return refs | stored | {column.name for column in (*self.columns, *self.formerly) if column.name not in there}

    def translated(self, header: Collection[str]) -> list[tuple[str, str]]:
        """The texts in other languages that a file with these columns tells, as (column, language)."""
        names = {lowered(name) for name in header}
        found = (in_field(name, self.texts) for name in sorted(names))
        return [one for one in found if one is not None and field_name(*one) in names]

    def in_languages(self, told: Collection[tuple[str, str]]) -> "Table":
        """The same with a column for each of these texts in another language, behind the text's own. A row keeps what is in others."""
        if not told:
            return self
        columns: list[Field] = []
        for column in self.columns:
            own = sorted(language for name, language in told if name == column.name)
            columns += [column, *(replace(column, name=field_name(column.name, language), required=False) for language in own)]
        names = {field_name(column, language): f"t.translations #>> '{{{language},{column}}}'" for column, language in told}
        held = "coalesce(mine.translations, '{}')"
        return replace(
            self,
            columns=tuple(columns),
            shown=self.shown | names,
            stored=self.stored | {"translations": _translations(told)},
            looked_up=self.looked_up | {"held_translations": held},
        )

    def steps(self, untold: Set[str] = frozenset()) -> list[Step]:
        """From the staged rows to the table: find what they refer to, refuse what is wrong, update, insert.

        untold: columns that the source knows nothing of, which rows that are there keep.
        """
        found = {ref.target or f"ref_{ref.field.name}": ref.found for ref in self.refs} | self.looked_up
        refs = "".join(f", {sql} AS {name}" for name, sql in found.items())
        joins = " ".join([*(ref.joins for ref in self.refs), self.own, self.aside])
        resolve = f"CREATE TEMP TABLE r_{self.name} ON COMMIT DROP AS SELECT s.*{refs}, {self.mine_id} AS mine_id FROM in_{self.name} AS s {joins}"
        return [
            *self.ready,
            Write(resolve),
            Write(f"ANALYZE r_{self.name}"),
            *(self.unknown(ref) for ref in self.refs),
            *(Refuse(self.name, where, reason) for where, reason in self.rules),
            *self.spare(),
            *(write for name, write in self.before.items() if name not in untold),
            self.update(untold),
            self.insert(),
            *(write for name, writes in self.afterwards.items() if name not in untold for write in writes),
            Write(f"ANALYZE {self.table}"),
            Taken(self.name),
        ]

    def unknown(self, ref: Ref) -> Step:
        name, target = ref.field.name, ref.target or f"ref_{ref.field.name}"
        cell = f"s.{name}::text"
        others = f" || coalesce(', only ' || ({ref.known}), '')" if ref.known else ""
        reason = f"'there is no {name} “' || left({cell}, 60) || '”'{others}"
        return Refuse(self.name, f"{cell} <> '' AND s.{target} IS NULL", reason, follows=True)

    def spare(self) -> list[Step]:
        """Leave alone what was made here."""
        if not self.made_here:
            return []
        return [Write(f"DELETE FROM r_{self.name} AS s WHERE {self.made_here}", f"{self.name} made here, left alone")]

    def update(self, untold: Set[str]) -> Step:
        written = {name: sql for name, sql in self.written.items() if name not in untold}
        names, values = ", ".join(written), ", ".join(written.values())
        olds = ", ".join(f"t.{name}" for name in written)
        counted = f", {CHANGED.format('t')}" if self.versioned else ""
        sql = f"UPDATE {self.table} AS t SET ({names}) = ROW({values}){counted} FROM r_{self.name} AS s WHERE t.{self.pk} = s.mine_id"
        return Write(f"{sql} AND ({olds}) IS DISTINCT FROM ({values})", f"{self.name} updated")

    def insert(self) -> Step:
        nothing = {"translations": "'{}'"} if self.texts else {}
        all_columns = nothing | self.written | self.inserts
        names, values = ", ".join(all_columns), ", ".join(all_columns.values())
        sql = f"INSERT INTO {self.table} ({names}) SELECT {values} FROM r_{self.name} AS s WHERE s.mine_id IS NULL ORDER BY {self.first}"
        return Write(sql, f"{self.name} added")

    def select(self) -> str:
        """The export's query; its columns stand in the order of the file."""
        cells = [f"{ref.shown} AS {ref.field.name}" for ref in self.refs]
        cells += [f"{self.shown.get(column.name, 't.' + column.name)} AS {column.name}" for column in self.columns]
        return f"SELECT {', '.join(cells)} FROM {self.source} ORDER BY {self.order}"


def _translations(told: Collection[tuple[str, str]]) -> str:
    """SQL over the resolved row s: what it has in other languages, with the texts that are told over it; an empty one takes its own away."""
    languages = []
    for language in sorted({language for _column, language in told}):
        texts = ", ".join(f"'{column}', nullif(s.{field_name(column, language)}, '')" for column, of in told if of == language)
        found = f"jsonb_strip_nulls(coalesce(s.held_translations -> '{language}', '{{}}') || jsonb_build_object({texts}))"
        languages.append(f"'{language}', nullif({found}, '{{}}')")
    return f"jsonb_strip_nulls(s.held_translations || jsonb_build_object({', '.join(languages)}))"
