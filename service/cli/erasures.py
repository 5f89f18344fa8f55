"""The commands that erase for good. What a command does is imported when it runs."""

import click

from service.cli.options import of_desk


@click.group()
def erase() -> None:
    """Erase for good what is to be kept no more."""


@erase.command("article")
@click.argument("id")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@of_desk
def erase_article(id: str, yes: bool, desk: str | None) -> None:
    """Erase the article of this ID with all that hangs on it."""
    from service.cli.erasing import article  # noqa: PLC0415

    article(id, desk, asked=yes)


@erase.command("person")
@click.argument("name")
@click.option("--also", metavar="FORM", multiple=True, help="Another form of the name, where the whole one stands too.")
@click.option("--one-word", is_flag=True, help="NAME is a single word, and all of the name.")
@click.option("--preview", "tried", is_flag=True, help="Show where it stands, and change nothing.")
@click.option("--yes", is_flag=True, help="Ask nothing.")
@click.option("--desk", metavar="NAME", help="At which desk, instead of CLAIMTRACE_DESK.")
@click.option("--all-desks", is_flag=True, help="At all of them.")
def erase_person(
    name: str, also: tuple[str, ...], one_word: bool, tried: bool, yes: bool, desk: str | None, all_desks: bool
) -> None:
    """Put marks in the place of a person's whole NAME wherever it is kept, after showing where that is. What was broken
    off goes on when it is asked for again."""
    from service.cli.erasing import person  # noqa: PLC0415
    from service.text.personal_names import PersonalName  # noqa: PLC0415

    person(PersonalName(whole=name, also=also, one_word=one_word), desk, all_desks=all_desks, asked=yes, tried=tried)
