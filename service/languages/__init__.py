"""What is known of each language, a pack each. Where there is no pack, rules abstain, and say so where it matters."""

from collections.abc import Mapping

from service.languages.called import primary
from service.languages.en import English
from service.languages.pack import Pack

PACKS: Mapping[str, Pack] = {"en": English()}


def pack_for(language: str | None) -> Pack | None:
    """The pack of a language by its BCP 47 tag ("en-GB" is English); None where there is none, or nobody knows."""
    return PACKS.get(primary(language))
