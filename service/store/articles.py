"""Keep by what names an article goes, so that its next version is known for one: the page it stands on, and what its
sender calls it."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from service.domain import Article, normalised
from service.store.database import Database
from service.store.tables import ARTICLE_NAMES
from service.text.urls import page_of

LONGEST = 2_000  # characters of a name; an address that is longer names nothing


class ArticleNames:
    """Which article of a desk goes by a name. Serves many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, connection: Connection, names: Sequence[str], article_id: str) -> str:
        """The id of the article that goes by the first of these names that one goes by; else it is this one. From now
        on it goes by all of them that no other one has. Within somebody's transaction."""
        if not names:
            return article_id
        known = select(ARTICLE_NAMES).where(ARTICLE_NAMES.c.name.in_(names))
        held = {row.name: row.article_id for row in connection.execute(known)}
        id: str = next((held[name] for name in names if name in held), article_id)
        rows = [{"name": name, "article_id": id} for name in sorted(set(names) - held.keys())]
        if rows:
            connection.execute(self._database.insert(ARTICLE_NAMES).on_conflict_do_nothing(), rows)
        return id

    def forget(self, connection: Connection, article_id: str) -> None:
        """Within somebody's transaction."""
        connection.execute(delete(ARTICLE_NAMES).where(ARTICLE_NAMES.c.article_id == article_id))


def names_of(article: Article) -> tuple[str, ...]:
    """What a report's article goes by: also the address that it was asked for by."""
    asked = article.fetched.asked if article.fetched else None
    return names(article.external_id, article.outlet, article.url, asked)


def names(external_id: str | None, outlet: str | None, *urls: str | None) -> tuple[str, ...]:
    """What an article goes by: what its sender calls it, which counts for its outlet alone, and its pages by the one
    name that their addresses share. A whole site is no page."""
    pages = (page_of(url) for url in urls)
    called = f"id {normalised(outlet or '')} {external_id}" if external_id else None
    told = (called, *(f"page {page}" for page in pages if page and ("/" in page or "?" in page)))
    return tuple(dict.fromkeys(name for name in told if name and len(name) <= LONGEST))
