"""`claimtrace registry`: the lists that a desk holds of outlets, actors and alliances go out and come in as files."""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import tomli_w

from service.bootstrap import Application, open_desk
from service.cli.granting import put_down, telling
from service.domain import ENTRIES, RegistryEdit, RegistryKind
from service.domain.identity import normalised
from service.errors import BadInput
from service.exports.safe import one_line
from service.intake.registry import entry_from
from service.settings import settings_from_environment
from service.store.database import utc_now
from service.store.registry import Change
from service.work.rescoring import preview

# Between the values of a cell that holds several.
BETWEEN = " | "
LOOKED_AT = 1_000
Row = tuple[RegistryKind, str, dict[str, Any]]


def export(file: str, kind: str, desk: str | None) -> None:
    """The registry as it stands: all of it as TOML, one kind as CSV."""
    application = open_desk(settings_from_environment(desk=desk))
    registry = application.verification.registry()
    told = {
        str(one): [entry.model_dump(mode="json", exclude_defaults=True) for entry in registry.entries(one).values()]
        for one in RegistryKind
    }
    text = _csv(RegistryKind(kind), told[kind]) if _is_csv(file) else tomli_w.dumps(told)
    put_down(application.store, application.desk, "export_registry", kind if _is_csv(file) else "registry")
    try:
        Path(file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}.") from error
    click.echo(f"{file}: {len(told[kind]) if _is_csv(file) else sum(map(len, told.values()))} entries.")


def take_in(file: str, kind: str, who: str, why: str, desk: str | None, *, tried: bool) -> None:
    """Add what is new in a file and change what differs, all or nothing; or say only what that would do. What the file
    does not hold stays."""
    application = open_desk(settings_from_environment(desk=desk))
    changes = list(_changes(application, _rows(file, RegistryKind(kind))))
    if tried:
        _show_preview(application, changes)
        return
    application.store.registry.edit(changes, who, why, telling(application.store, application.desk, "import_registry"))
    click.echo(f"{len(changes)} entries added or changed. Stored reports are weighed again by the workers.")


def _changes(application: Application, rows: Iterator[tuple[RegistryKind, dict[str, Any]]]) -> Iterator[Change]:
    registry = application.verification.registry()
    entries = {kind: registry.entries(kind) for kind in RegistryKind}
    seen = {(one.kind, normalised(one.name)): one.number for one in application.store.registry.standing()}
    for kind, entry in rows:
        key = normalised(entry["name"])
        standing = entries[kind].get(key)
        if standing is None or standing.model_dump(mode="json", exclude_defaults=True) != entry:
            yield Change(kind=kind, name=entry["name"], entry=entry, seen=seen.get((kind, key), 0))


def _show_preview(application: Application, changes: list[Change]) -> None:
    now = utc_now()
    edits = [RegistryEdit(number=0, **one.model_dump(exclude={"seen"}), who="", why="", made_at=now) for one in changes]
    told = preview(application.store, application.verification, edits, LOOKED_AT, application.writing)
    click.echo(f"{len(changes)} entries would be added or changed; of {told.articles} reports looked at:")
    for one in told.changes:
        click.echo(one_line(f"{one.report_id}  {one.before} -> {one.after}  {one.claimant}: {one.claim}"))
    if not told.changes:
        click.echo("no verdict would change.")


def _rows(file: str, kind: RegistryKind) -> Iterator[tuple[RegistryKind, dict[str, Any]]]:
    """Each entry of a file with its kind. Raises BadInput, which names the place and the field."""
    try:
        text = Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{file}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file}: not UTF-8.") from error
    for own, place, fields in _from_csv(text, kind) if _is_csv(file) else _from_toml(text, file):
        try:
            yield own, entry_from(own, fields)
        except BadInput as error:
            raise BadInput(f"{file}, {place}, {error.field}: {error.detail}") from error


def _from_csv(text: str, kind: RegistryKind) -> Iterator[Row]:
    lists = {name for name, field in ENTRIES[kind].model_fields.items() if field.annotation == tuple[str, ...]}
    for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2):
        fields = {
            name: [one.strip() for one in cell.split("|")] if name in lists else cell
            for name, cell in row.items()
            if name and cell
        }
        yield kind, f"row {number}", fields


def _from_toml(text: str, file: str) -> Iterator[Row]:
    try:
        tables: Mapping[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file} is not TOML: {error}") from error
    for name, entries in tables.items():
        if name not in tuple(RegistryKind) or not isinstance(entries, list):
            raise BadInput(f"{file}: holds {', '.join(f'[[{kind}]]' for kind in RegistryKind)}, not {name}.")
        yield from ((RegistryKind(name), f"{name} {number}", fields) for number, fields in enumerate(entries, 1))


def _csv(kind: RegistryKind, entries: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    rows = csv.DictWriter(out, list(ENTRIES[kind].model_fields))
    rows.writeheader()
    for entry in entries:
        rows.writerow({name: BETWEEN.join(told) if isinstance(told, list) else told for name, told in entry.items()})
    return out.getvalue()


def _is_csv(file: str) -> bool:
    return Path(file).suffix.lower() == ".csv"
