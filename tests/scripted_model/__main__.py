"""`python -m tests.scripted_model --port 8099 --fault rate_limited:first=2`: the server on its own, until Ctrl-C."""

import argparse
import importlib
import signal
from collections.abc import Sequence

from tests.scripted_model.faults import Fault, When
from tests.scripted_model.reader import read_closely
from tests.scripted_model.script import Script
from tests.scripted_model.server import STRUCTURED, ScriptedModel


def main(argv: Sequence[str] | None = None) -> None:
    options = _options().parse_args(argv)
    server = ScriptedModel(
        options.script,
        options.fault,
        port=options.port,
        first_token_s=options.first_token_s,
        per_token_s=options.per_token_s,
        retry_after_s=options.retry_after_s,
        structured=options.structured.split(",") if options.structured else (),
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"A scripted model answers at {server.base_url} (Ctrl-C ends it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print(f"{len(server.calls)} calls, at most {server.most_at_once} at once")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.scripted_model", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--script", type=_script, default=read_closely, help="module:function that decides replies")
    parser.add_argument(
        "--fault", type=rule, action="append", default=[], help="name[:first=N,every=N,attempts=N,containing=WORDS]"
    )
    parser.add_argument("--first-token-s", type=float, default=0.0)
    parser.add_argument("--per-token-s", type=float, default=0.0)
    parser.add_argument("--retry-after-s", type=float, default=1.0)
    parser.add_argument("--structured", default=",".join(STRUCTURED), help="reply formats it takes, or nothing")
    return parser


def rule(text: str) -> When:
    """`rate_limited:first=2,containing=judge` as a rule."""
    name, _, conditions = text.partition(":")
    given = dict(part.split("=", 1) for part in conditions.split(",") if part)
    counts = {key: int(value) for key, value in given.items() if key in ("first", "every", "attempts")}
    words = {key: value for key, value in given.items() if key == "containing"}
    if len(counts) + len(words) != len(given):
        raise argparse.ArgumentTypeError(f"unknown condition in {text!r}")
    return When(Fault(name), **counts, **words)  # type: ignore[arg-type]


def _script(text: str) -> Script:
    module, _, name = text.partition(":")
    found: Script = getattr(importlib.import_module(module), name)
    return found


if __name__ == "__main__":
    main()
