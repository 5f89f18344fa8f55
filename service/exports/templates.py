"""The templates of what browsers show: everything escaped, nothing fetched."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from service.domain import Stance
from service.exports import seen, words
from service.exports.safe import defanged, visible

if TYPE_CHECKING:
    from jinja2 import Environment, Template
    from jinja2.runtime import Context

ICONS = {
    name: Markup('<svg class="icon" aria-hidden="true"><use href="#icon-{}"/></svg>').format(name)
    for name in (*words.Tone, Stance.SUPPORTS, Stance.REFUTES, "warning")
}


def template(name: str) -> "Template":
    """One of the folder `page`. What it shows is without addresses that its `suspected` names."""
    return _house().get_template(name)


@cache
def _house() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context  # noqa: PLC0415 - slow; text and JSON do without

    house = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=pass_context(_shown),
    )
    house.globals.update(words=words, seen=seen, Tone=words.Tone, icons=ICONS)
    return house


def _shown(context: "Context", value: Any) -> Any:
    """What the template prints: text without controls and without an address from suspected words; markup of the
    template's own macros as it is."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = visible(value)
    return defanged(text, context["suspected"]) if "." in text else text
