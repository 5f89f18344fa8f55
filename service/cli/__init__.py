"""The command line. What a command does is imported when it runs: a page of help needs nothing but click."""

from typing import Any

import click

from service.cli import erasures, security
from service.cli.archive_commands import archive
from service.cli.options import Command, of_desk
from service.cli.refusal import PlainErrors
from service.cli.review_commands import review

# The names in `service.exports.formats`, which a page of help must not import.
FORMS = ("text", "json", "html")
EXPORTS = (
    "markdown",
    "csv",
    "xlsx",
    "annotations",
    "hypothesis",
    "ninjs",
    "ninjs2",
    "superdesk",
    "archive",
    "embed",
    "mediareview",
    "claimreview",
    "claimreview-html",
    "prov",
)
# The members of `service.domain.Destination`.
DESTINATIONS = ("check", "google")


def _version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from service.settings import version  # noqa: PLC0415

        click.echo(f"claimtrace {version()}")
        context.exit()


def _put_out(command: Command) -> Command:
    """The options of every command that puts out a report: the arguments of `service.cli.output.showing`."""
    options = (
        click.option("--format", "form", type=click.Choice(FORMS), default="text", show_default=True),
        click.option("--output", metavar="FILE", help="Where the report goes, instead of standard output."),
        click.option(
            "--claim", "claims", metavar="N", type=click.IntRange(min=1), multiple=True, help="Claim N in full."
        ),
        click.option("--full", is_flag=True, help="All claims in full, and all else that the report holds."),
        click.option("--why", is_flag=True, help="In full with the arithmetic: weights, grades, ranks, rules."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=PlainErrors)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def main() -> None:
    """Claimtrace: an article in; out comes who said what, how it is known, and who independently bears it out."""


for group in (security.key, security.person, security.audit, erasures.erase):
    main.add_command(group)


@main.command()
@click.argument("article")
@click.option(
    "--sources", metavar="FILE|URL", multiple=True, help="Documents to hold the article against: JSON, or an address."
)
@click.option("--alliance", "alliances", metavar="NAME=MEMBER,MEMBER", multiple=True, help="Who stands together.")
@click.option("--not-allied", metavar="NAME=MEMBER,MEMBER", multiple=True, help="Who does not, whatever a text says.")
@_put_out
@click.option("--model", metavar="NAME", help="Who reads, instead of CLAIMTRACE_MODEL; `embedded` needs no model.")
@click.option("--record", metavar="FILE", help="Keep the calls to the model in FILE; ask only what it does not hold.")
@click.option("--replay", metavar="FILE", help="Take every reply from FILE, and ask nobody.")
@click.option("--estimate", is_flag=True, help="Say what the model would take, and ask nobody.")
@of_desk
def verify(
    article: str,
    sources: tuple[str, ...],
    alliances: tuple[str, ...],
    not_allied: tuple[str, ...],
    model: str | None,
    record: str | None,
    replay: str | None,
    estimate: bool,
    desk: str | None,
    **shown: Any,
) -> None:
    """Report on ARTICLE: a text or HTML file, a JSON file of a request, its address, or - for standard input."""
    from service.cli.output import showing  # noqa: PLC0415
    from service.cli.verifying import estimate_for, report_on, settings_for  # noqa: PLC0415

    if record and replay:
        raise click.UsageError("Either --record or --replay.")
    how = showing(**shown)
    settings = settings_for(model, record, replay, desk)
    if estimate:
        estimate_for(article, sources, settings)
    else:
        report_on(article, sources, (alliances, not_allied), how, settings)


@main.command()
@click.argument("report")
@click.option("--ruleset", metavar="FILE", help="Weigh by FILE, instead of what the report was weighed by.")
@_put_out
def rescore(report: str, ruleset: str | None, **shown: Any) -> None:
    """Weigh REPORT, a report as JSON, again: nothing is read again, and no model is asked."""
    from service.cli.output import showing  # noqa: PLC0415
    from service.cli.stored import rescore  # noqa: PLC0415

    rescore(report, ruleset, showing(**shown))


@main.command()
@click.argument("reports", metavar="[REPORT]...", nargs=-1)
@click.option("--since", metavar="DAY", help="Those that were made on this day (UTC) or later.")
def recheck(reports: tuple[str, ...], since: str | None) -> None:
    """Have each REPORT, by its id, brought up to date: workers look for what is new, and judge only that. Without any:
    the last report of each article that has an open claim."""
    from service.cli.rechecking import recheck  # noqa: PLC0415

    recheck(reports, since)


@main.command()
@click.argument("report")
@_put_out
def show(report: str, **shown: Any) -> None:
    """Show REPORT, a report as JSON, as it stands, whatever ruleset it was weighed under."""
    from service.cli.output import showing  # noqa: PLC0415
    from service.cli.stored import show  # noqa: PLC0415

    show(report, showing(**shown))


@main.command()
@click.argument("report")
@click.option("--as", "form", type=click.Choice(EXPORTS), required=True, help="For which tool.")
@click.option("--claim", metavar="ID", help="The claim that claimreview, claimreview-html and prov tell.")
@click.option("--page", metavar="URL", help="The page on which a ClaimReview or MediaReview is published.")
@click.option("--output", metavar="FILE", help="Where it goes, instead of standard output.")
def export(report: str, form: str, claim: str | None, page: str | None, output: str | None) -> None:
    """Write REPORT, a report as JSON or the id of one that is kept, for other tools."""
    from service.cli.stored import export  # noqa: PLC0415

    export(report, form, claim, page, output)


@main.command()
@click.argument("destination", type=click.Choice(DESTINATIONS))
@click.argument("report")
@click.option("--claim", "claims", metavar="ID", multiple=True, help="This claim alone; may be given again.")
@of_desk
def push(destination: str, report: str, claims: tuple[str, ...], desk: str | None) -> None:
    """Have a worker publish the claims of REPORT that an editor has accepted, or bring up to date what is there."""
    from service.cli.pushing import push  # noqa: PLC0415

    push(destination, report, claims, desk)


@main.command()
@click.argument("name", required=False)
def prompts(name: str | None) -> None:
    """List the prompts that language models are asked by; show the one called NAME."""
    from service.cli.prompting import show  # noqa: PLC0415

    show(name)


@main.command()
@click.option("--host", metavar="ADDRESS", help="Instead of CLAIMTRACE_HOST.")
@click.option("--port", metavar="NUMBER", type=int, help="Instead of CLAIMTRACE_PORT.")
def serve(host: str | None, port: int | None) -> None:
    """Answer over HTTP until interrupted."""
    from service.cli.serving import listen  # noqa: PLC0415

    listen(host, port)


@main.command()
@click.option("--attached", is_flag=True, hidden=True, help="Stop when standard input is closed.")
def worker(attached: bool) -> None:
    """Take up articles that wait, and webhooks, until interrupted."""
    from service.cli.working import work  # noqa: PLC0415

    work(attached)


@main.command()
@click.option("--url", metavar="URL", default="http://127.0.0.1:8000", show_default=True, help="The service to ask.")
@click.option("--http", "port", metavar="PORT", type=int, help="Listen on loopback, instead of standard input.")
def mcp(url: str, port: int | None) -> None:
    """Serve tools to assistants over the Model Context Protocol, with the key in CLAIMTRACE_CLIENT_KEY; over HTTP with
    the caller's own."""
    from service.cli.assistants import serve  # noqa: PLC0415

    serve(url, port)


@main.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Create the tables, or bring them to this version."""
    from service.cli.database import upgrade  # noqa: PLC0415

    upgrade()


@db.command()
@click.argument("file")
def backup(file: str) -> None:
    """Copy the database to FILE while it is in use."""
    from service.cli.database import backup  # noqa: PLC0415

    backup(file)


@db.command()
@click.option("--keep-days", metavar="NUMBER", type=int, help="Instead of CLAIMTRACE_KEEP_DAYS.")
@click.option("--keep-calls-days", metavar="NUMBER", type=int, help="Instead of CLAIMTRACE_KEEP_CALLS_DAYS.")
def prune(keep_days: int | None, keep_calls_days: int | None) -> None:
    """Forget jobs, reports and calls that are older than they are kept."""
    from service.cli.database import prune  # noqa: PLC0415

    prune(keep_days, keep_calls_days)


@main.group()
def registry() -> None:
    """What the desk knows of outlets and actors, and of who stands with whom."""


def _kind(command: Command) -> Command:
    kinds = click.Choice(("outlets", "actors", "alliances"))
    return click.option("--kind", type=kinds, default="outlets", show_default=True, help="What a CSV holds.")(command)


@registry.command("export")
@click.argument("file")
@_kind
@of_desk
def export_registry(file: str, kind: str, desk: str | None) -> None:
    """Write the registry as it stands to FILE: .toml holds all of it, .csv one kind."""
    from service.cli.registry_files import export  # noqa: PLC0415

    export(file, kind, desk)


@registry.command("import")
@click.argument("file")
@_kind
@click.option("--who", required=True, help="Who makes the change.")
@click.option("--why", required=True, help="Why.")
@click.option("--preview", "tried", is_flag=True, help="Say which verdicts would change, and change nothing.")
@of_desk
def import_registry(file: str, kind: str, who: str, why: str, tried: bool, desk: str | None) -> None:
    """Add and change the entries that FILE holds, all of them or none; what it does not hold stays."""
    from service.cli.registry_files import take_in  # noqa: PLC0415

    take_in(file, kind, who, why, desk, tried=tried)


@main.group()
def desk() -> None:
    """Newsrooms that share an installation and see nothing of each other. There is one, `main`, to begin with."""


@desk.command("add")
@click.argument("name")
def desk_add(name: str) -> None:
    """Add a desk: NAME is lower-case letters, digits, hyphens."""
    from service.cli.desks import add  # noqa: PLC0415

    add(name)


@desk.command("list")
def desk_list() -> None:
    """Desks, what each keeps, and what holds for it."""
    from service.cli.desks import show  # noqa: PLC0415

    show()


@desk.command("set")
@click.argument("name")
@click.option("--keep-days", metavar="NUMBER", help="Days that jobs and reports are kept; `-`: as the settings say.")
@click.option("--keep-calls-days", metavar="NUMBER", help="Days that the calls of jobs are kept.")
@click.option("--tokens-a-day", metavar="NUMBER", help="Tokens that language models may take for it in a day (UTC).")
@click.option("--money-a-day", metavar="NUMBER", help="US dollars that they may.")
def desk_set(name: str, **limits: str | None) -> None:
    """Have other limits hold for the desk NAME than the settings'."""
    from service.cli.desks import limit  # noqa: PLC0415

    limit(name, limits)


@desk.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Ask nothing.")
def desk_remove(name: str, yes: bool) -> None:
    """Erase the desk NAME with all that it keeps. Of `main`, which stays, all that it keeps."""
    from service.cli.desks import remove  # noqa: PLC0415

    remove(name, asked=yes)


@main.group()
def secrets() -> None:
    """Keys under which secrets of webhooks are kept sealed."""


@secrets.command("new-key")
def new_key() -> None:
    """Make a key, for CLAIMTRACE_SEAL_KEYS or a line of CLAIMTRACE_SEAL_KEY_FILE. It is kept nowhere."""
    from service.cli.secret_keys import show_new_key  # noqa: PLC0415

    show_new_key()


@secrets.command("rotate")
def rotate_secrets() -> None:
    """Seal all secrets under the first of the keys that are set; then those behind it are needed no more."""
    from service.cli.secret_keys import rotate  # noqa: PLC0415

    rotate()


main.add_command(archive)
main.add_command(review)


@main.command("eval", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def evaluate(arguments: tuple[str, ...]) -> None:
    """Measure the analysts: suites, comparison, gate. See `claimtrace eval --help`."""
    from evals.cli import eval_  # noqa: PLC0415

    eval_.main(list(arguments), "claimtrace eval", standalone_mode=False)
