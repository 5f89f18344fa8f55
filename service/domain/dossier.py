"""What a request comes to: all that is read, in the shape in which it is read."""

from collections.abc import Iterator

from pydantic import Field

from service.domain.article import Article, Document, Grade
from service.domain.evidence import Alliance
from service.domain.identity import normalised
from service.domain.values import Frozen


class Dossier(Frozen):
    """An article, the documents that came with it, and what its sender knows of parties and publishers. `grades` are by
    publisher; `model` is who is to read (None: the usual one).

    `fetch_article`: the article has no text yet, and what stands at its address is to be its text; so with the
    documents whose ids are in `fetch_documents`."""

    article: Article
    documents: tuple[Document, ...] = ()
    alliances: tuple[Alliance, ...] = ()
    grades: dict[str, Grade] = Field(default_factory=dict)
    model: str | None = None
    fetch_article: bool = False
    fetch_documents: tuple[str, ...] = ()

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Each address that is to be fetched, with the JSON pointer of the field that names it."""
        if self.fetch_article and self.article.url:
            yield "/article/url", self.article.url
        for place, document in enumerate(self.documents):
            if document.id in self.fetch_documents and document.url:
                yield f"/sources/{place}/url", document.url

    def of_article(self, id: str) -> "Dossier":
        """The dossier, its article called by this id."""
        return self.model_copy(update={"article": self.article.model_copy(update={"id": id})})

    def grade_of(self, publisher: str | None) -> Grade | None:
        """The grade that the sender gives a publisher, however its name is spelt."""
        grades = {normalised(name): grade for name, grade in self.grades.items()}
        return grades.get(normalised(publisher or ""))
