import errno
import fcntl
import io
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from service.bootstrap import open_application
from service.cli.progress_bar import counted, drawn, followed, share
from service.domain import Failure, Progress, Receipt
from service.intake import reading
from service.intake.dossier import dossier_of
from service.pipeline import ClaimsFound, EvidenceJudged, PassageRead
from service.settings import Settings
from service.work.progress import after
from tests.scripted_model import Fault, ScriptedModel, When, read_closely

ROOT = Path(__file__).parents[3]
FILE = "evals/cases/tel-arun/request.json"
COMMAND = (str(Path(sys.executable).with_name("claimtrace")), "verify", FILE)
MODEL = Receipt(
    analyst="language model", model="a/b", calls=24, input_tokens=123_456, output_tokens=7_890, cost_usd=0.1234
)
SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")  # rich draws with no other kind
HIDDEN, SHOWN = "\x1b[?25l", "\x1b[?25h"


@pytest.fixture(scope="module")
def events():
    request = reading.request_from(reading.json_object((ROOT / FILE).read_text(encoding="utf-8")))
    return tuple(open_application(Settings()).verification.verify(dossier_of(request)))


@pytest.fixture(params=[80, 40])
def console(request):
    return Console(file=io.StringIO(), force_terminal=True, width=request.param, _environ={"TERM": "xterm"})


def spent_on(events, receipt):
    """The same events, had the analyst taken this."""
    *way, last = events
    run = last.report.run.model_copy(update=receipt.model_dump())
    report = last.report.model_copy(update={"run": run})
    reads = (PassageRead, EvidenceJudged)
    return [event.model_copy(update={"spent": receipt}) if isinstance(event, reads) else event for event in way] + [
        last.model_copy(update={"report": report})
    ]


def steps(events):
    progress = Progress()
    for event in events:
        progress = after(progress, event, 0.0)
        yield progress


def seen(console):
    return SEQUENCE.sub("", console.file.getvalue()).replace("\r", "")


def left_on_screen(written):
    """What a terminal shows in the end, after what rich does to it: returns, steps up, lines erased."""
    lines, row = [""], 0
    for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|\r?\n|\r|[^\x1b\r\n]+", written):
        if part.endswith("\n"):
            row += 1
            lines += [""] * (row == len(lines))
        elif part == "\x1b[2K":
            lines[row] = ""
        elif part == "\x1b[1A":
            row -= 1
        elif part[0] not in "\x1b\r":
            lines[row] += part
    return "\n".join(lines).strip()


# ---------------------------------------------------------------- what is seen


def test_the_counts_are_those_of_the_report(events, console):
    report = drawn(events, console)
    batches = sum(isinstance(event, EvidenceJudged) for event in events)
    told = seen(console)
    assert report == events[-1].report
    assert f"passages read {report.coverage.read}/{report.coverage.passages}" in told
    assert f"claims found {len(report.findings)}" in told
    assert f"batches judged {batches}/{batches}" in told
    assert f"claims weighed {len(report.findings)}" in told
    assert "━" in told
    assert "0:00:00" in told


def test_no_line_is_wider_than_the_terminal(events, console):
    drawn(spent_on(events, MODEL), console)
    lines = re.split(r"[\r\n]", SEQUENCE.sub("", console.file.getvalue()))
    assert max(cell_len(line) for line in lines) <= console.width


def test_nothing_remains_of_it(events, console):
    drawn(spent_on(events, MODEL), console)
    written = console.file.getvalue()
    assert left_on_screen(written) == ""
    assert written.rindex(SHOWN) > written.rindex(HIDDEN)


def test_time_passes_between_the_events(events, console):
    seconds = iter(range(0, 10_000_000, 60))
    drawn(events, console, clock=lambda: next(seconds))
    assert len(set(re.findall(r"\d+:\d\d:00", seen(console)))) >= 2


def test_a_cost_is_told_only_where_a_model_was_asked(events, console):
    drawn(events, console)
    assert not re.search(r"calls|tokens|cost|\$", seen(console))
    drawn(spent_on(events, MODEL), console)
    for told in ("calls 24", "tokens 123,456 in and 7,890 out", "cost $0.1234"):
        assert told in seen(console)


def test_the_bar_never_goes_back_and_arrives(events):
    shares = [share(progress) for progress in steps(events)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] == pytest.approx(1)


def test_what_failed_is_counted_as_failed(events):
    lost = Failure(stage="read", subject="p1", kind="model_unavailable", detail="Silence.")
    first = events[0].reading.model_copy(update={"failures": (lost,)})
    progress = next(steps([events[0].model_copy(update={"reading": first})]))
    assert counted(progress) == [f"passages read 0/{first.of}", "failures 1"]
    assert share(progress) > 0


def test_no_word_of_an_article_reaches_the_terminal(events, console):
    found = next(event for event in events if isinstance(event, ClaimsFound))
    evil = found.claims[0].model_copy(update={"text": "\x1b]0;owned\x07[bold]owned"})
    changed = ClaimsFound(claims=(evil, *found.claims[1:]))
    drawn([changed if event is found else event for event in events], console)
    assert "owned" not in console.file.getvalue()
    assert not re.search(r"[^\n\x20-\uffff]", seen(console))


def test_no_color_is_honoured(events):
    console = Console(file=io.StringIO(), force_terminal=True, width=80, _environ={"TERM": "xterm", "NO_COLOR": "1"})
    drawn(events, console)
    assert "claims weighed" in seen(console)
    assert not re.search(r"\x1b\[[0-9;]*m", console.file.getvalue())


def test_a_terminal_that_cannot_move_its_cursor_is_left_alone(events):
    console = Console(file=io.StringIO(), force_terminal=True, width=80, _environ={"TERM": "dumb"})
    assert drawn(events, console) == events[-1].report
    assert console.file.getvalue() == ""


def test_nothing_is_written_where_there_is_no_terminal(events, capfd, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert followed(events) == events[-1].report
    assert capfd.readouterr() == ("", "")


# ---------------------------------------------------------------- a real terminal


class Terminal:
    """A terminal of so many columns, and a command that has it as its standard error."""

    def __init__(self, columns, *command, stdout=None, **environment):
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        plain = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
        self.process = subprocess.Popen(
            command,
            env=plain | {"TERM": "xterm-256color", "PYTHONPATH": str(ROOT)} | environment,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stdout or theirs,
            stderr=theirs,
        )
        os.close(theirs)
        self._bytes = b""

    @property
    def shown(self):
        return self._bytes.decode(errors="replace")

    def wait_for(self, wanted):
        while wanted not in self.shown and (part := self._read()):
            self._bytes += part

    def wait(self):
        """Until the command has ended; gives its exit status."""
        while part := self._read():
            self._bytes += part
        os.close(self._ours)
        return self.process.wait(timeout=60)

    def _read(self):
        try:
            return os.read(self._ours, 65536)
        except OSError as error:
            if error.errno != errno.EIO:  # how Linux says that the command has let go of it
                raise
            return b""


def words(report):
    """A report's words, but for its name and the seconds it took."""
    return re.sub(r"rep_\w+|Time: \S+", "", " ".join(report.split()))


@pytest.fixture(scope="module")
def piped():
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(COMMAND, env=environment, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)


def test_a_pipe_sees_nothing_of_it(piped):
    assert piped.returncode == 0
    assert piped.stderr == ""
    assert "14 claims: " in piped.stdout
    assert "\x1b" not in piped.stdout


@pytest.mark.parametrize("columns", [80, 40])
def test_the_installed_command_shows_a_bar_and_writes_a_whole_report(piped, tmp_path, columns):
    with (tmp_path / "report.txt").open("wb") as file:
        terminal = Terminal(columns, *COMMAND, stdout=file)
        assert terminal.wait() == 0
    assert "━" in terminal.shown
    assert "claims weighed 14" in terminal.shown
    assert left_on_screen(terminal.shown) == ""
    assert words((tmp_path / "report.txt").read_text(encoding="utf-8")) == words(piped.stdout)


def test_the_report_takes_the_place_of_the_bar_on_the_same_terminal(piped):
    terminal = Terminal(100, *COMMAND)
    assert terminal.wait() == 0
    assert "claims weighed 14" in terminal.shown
    assert words(left_on_screen(terminal.shown)) == words(piped.stdout)


def test_an_interrupt_ends_it_at_once_and_gives_the_cursor_back():
    # A test run in the background hands an ignored interrupt down to its children.
    heeding = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = (sys.executable, "-c", f"{heeding}; from service.cli import main; main()", "verify", FILE)
    with ScriptedModel(read_closely, [When(Fault.SILENCE)]) as server:
        terminal = Terminal(80, *command, CLAIMTRACE_MODEL="openai/small", CLAIMTRACE_BASE_URL=server.base_url)
        while not server.calls and terminal.process.poll() is None:
            time.sleep(0.02)
        terminal.wait_for("0:00:0")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.wait() == 130
    assert left_on_screen(terminal.shown) == "Aborted!"
    assert terminal.shown.rindex(SHOWN) > terminal.shown.rindex(HIDDEN)
