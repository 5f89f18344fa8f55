"""A desk's own files: read whole, or refused with the place that is wrong."""

from pathlib import Path

import pytest

from service.domain import Frozen
from service.errors import BadInput
from service.text.tables import read_table


class Berth(Frozen):
    name: str
    depth: int


class Harbour(Frozen):
    name: str
    berths: tuple[Berth, ...] = ()


def table(folder: Path, text: str | bytes) -> Path:
    path = folder / "harbour.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def refused(path: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_table(path, Harbour)
    return caught.value


def test_a_table_is_read_as_its_model(tmp_path: Path) -> None:
    read = read_table(table(tmp_path, 'name = "Ora"\n[[berths]]\nname = "north"\ndepth = 9'), Harbour)
    assert read == Harbour(name="Ora", berths=(Berth(name="north", depth=9),))


def test_a_table_is_utf_8_whatever_the_machine_speaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Path.read_text

    def foreign(path: Path, encoding: str | None = None, errors: str | None = None) -> str:
        return plain(path, encoding or "latin-1", errors)

    monkeypatch.setattr(Path, "read_text", foreign)
    assert read_table(table(tmp_path, 'name = "Møllehavn 🚢"'), Harbour).name == "Møllehavn 🚢"


def test_of_several_faults_the_first_is_named_by_its_key(tmp_path: Path) -> None:
    error = refused(table(tmp_path, 'name = 3\n[[berths]]\nname = "north"\ndepth = 9\n[[berths]]\nname = "south"'))
    assert error.field == "/name"
    assert "harbour.toml: name: " in error.detail
    error = refused(table(tmp_path, 'name = "Ora"\n[[berths]]\nname = "north"\ndepth = 9\n[[berths]]\nname = "south"'))
    assert error.field == "/berths/1/depth"
    assert "harbour.toml: berths/1/depth: " in error.detail


@pytest.mark.parametrize(
    ("text", "words"),
    [("not toml", "harbour.toml is not TOML"), (b'name = "\xff\xfe"', "harbour.toml is not TOML")],
)
def test_what_is_no_toml_or_no_utf_8_is_said_to_be_none(tmp_path: Path, text: str | bytes, words: str) -> None:
    error = refused(table(tmp_path, text))
    assert words in error.detail
    assert error.field == ""


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "none.toml", "No such file"), (tmp_path, "Is a directory")):
        error = refused(path)
        assert why in error.detail
        assert error.field == ""
