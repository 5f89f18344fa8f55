"""One piece of evidence as somebody's word: whose it is, whom it rests on, who answers for it."""

from dataclasses import dataclass
from functools import cached_property

from service.domain import Access, Claimant, Document, Stance, Weighed
from service.languages.names import names_one_of
from service.text.urls import site_of

OWN_EYES = frozenset({Access.DIRECT, Access.MEDIA_VERIFIED})


@dataclass(frozen=True)
class Testimony:
    """One piece of evidence as it was told: in which document, under which wire's credit, by whom (`speaker` is None
    where the document speaks). `also` are other names of those it rests on, who are one party with them."""

    claimant: str
    evidence: Weighed
    document: Document
    wire: str | None
    speaker: Claimant | None = None
    cites: tuple[str, ...] = ()
    blocs: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @cached_property
    def basis(self) -> tuple[str, ...]:
        """Whom this rests on: the speaker and those cited; nobody when the document saw for itself."""
        if self.speaker is None and self.evidence.access in OWN_EYES:
            return ()
        speaker = (self.speaker.name,) if self.speaker else ()
        return (*speaker, *self.cites)

    @cached_property
    def only_basis(self) -> str | None:
        """The one it rests on: its speaker, or the single one it cites."""
        if self.speaker:
            return self.speaker.name
        return self.basis[0] if len(self.basis) == 1 else None

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        return tuple(name for name in (self.document.publisher, self.document.owner) if name)

    @cached_property
    def voices(self) -> tuple[str, ...]:
        """Whose word it is: the one it rests on and those they speak for; failing that, the outlet and its owner."""
        spoken_for = self.speaker.affiliations if self.speaker else ()
        return (self.only_basis, *spoken_for) if self.only_basis else self.outlets

    @cached_property
    def wired(self) -> bool:
        """Whether it carries the credit of a wire that is not its publisher's own."""
        return self.wire is not None and not names_one_of(self.wire, self.outlets)

    @property
    def houses(self) -> tuple[str, ...]:
        """Whose text it is: the outlet's and its owner's; neither's when it carries a wire's credit."""
        return () if self.wired else self.outlets

    @property
    def site(self) -> str | None:
        """Where it stands, if that says whose text it is: by its address, or by a publisher who is called by theirs."""
        if self.wired:
            return None
        named = self.document.publisher or ""
        return site_of(self.document.url) or (site_of(named) if "." in named and " " not in named else None)

    @cached_property
    def answerable(self) -> tuple[str, ...]:
        """Who would be admitting or denying: a denial is its outlet's too, an admission only its speaker's."""
        return (*self.voices, *self.outlets) if self.evidence.stance is Stance.REFUTES else self.voices
