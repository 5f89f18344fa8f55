"""Keep which claims the desk's reports have seen, so that a claim that is made again is known."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from service.domain import Article, Claim, ClaimSeen, Finding, Frozen, Report, SeenBefore, Verdict
from service.languages.called import primary
from service.store.database import Database, paged
from service.store.tables import CLAIM_WORDS, CLAIMS_SEEN
from service.text.same_claim import FEWEST, ToldClaim, same_claim, told_before, told_words

LONGEST = 64  # characters of a word that is kept
ALIKE = 200  # claims that are compared with one
SHARE = 0.5  # of a question's words that a claim has at least
# What more evidence may settle.
OPEN = tuple(one for one in Verdict if one not in {Verdict.NOT_CHECKABLE, Verdict.CORROBORATED, Verdict.CONTRADICTED})
OWN = ("report_id", "seen_at", "text", "claimant", "language", "verdict", "title", "url", "published_at", "words")


class ClaimFound(Frozen):
    """A claim that was looked up, with the first report in which it stood; `same`: by its words it is the one that was
    asked for (None: nothing was)."""

    claim: ClaimSeen
    first_report_id: str
    first_seen_at: datetime
    same: bool | None = None


class ClaimStore:
    """The claims of one desk's articles, each once for an article. Serves many threads. Raises StoreUnavailable
    whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ what is kept

    def put(self, connection: Connection, report: Report, made_at: datetime) -> None:
        """Keep the claims of a report, within somebody's transaction. What an earlier report of the article had, and
        this one has not, stays as it was there."""
        once = {one.claim.id: self._row(report, one, made_at) for one in report.findings}
        if not once:
            return
        add = self._database.insert(CLAIMS_SEEN)
        anew = add.on_conflict_do_update(
            index_elements=["desk", "article_id", "claim_id"], set_={name: add.excluded[name] for name in OWN}
        )
        connection.execute(anew, [once[id] for id in sorted(once)])
        self._index(connection, report)

    def forget(self, connection: Connection, article_id: str) -> None:
        """Keep nothing of an article any more, within somebody's transaction."""
        self._drop(connection, CLAIMS_SEEN.c.article_id == article_id)

    def prune(self, connection: Connection, before: datetime) -> None:
        """Forget, with the reports that were made before a moment, what stood in them."""
        self._drop(connection, CLAIMS_SEEN.c.seen_at < before)
        later = {"first_report_id": CLAIMS_SEEN.c.report_id, "first_at": CLAIMS_SEEN.c.seen_at}
        connection.execute(update(CLAIMS_SEEN).where(CLAIMS_SEEN.c.first_at < before).values(later))

    # ------------------------------------------------------------ what is asked

    def with_seen(self, report: Report) -> Report:
        """The report with what other articles' reports have of its claims."""
        with self._database.reading() as connection:
            findings = tuple(
                one.model_copy(update={"seen": self._seen(connection, report.article, one.claim)})
                for one in report.findings
            )
        return report.model_copy(update={"findings": findings})

    def page(self, before: int | None, limit: int) -> tuple[list[ClaimFound], int | None]:
        """Claims, those first that were first seen last, and where the next page begins (None: this is the last)."""
        with self._database.reading() as connection:
            rows, following = paged(connection, select(CLAIMS_SEEN), CLAIMS_SEEN.c.number, before, limit)
        return [_found(row) for row in rows], following

    def find(self, question: str, language: str, start: int, limit: int) -> tuple[list[ClaimFound], int | None]:
        """Claims that share at least half the words of a question that tell, those that share most first; and where the
        next page begins (None: this is the last)."""
        words = _words(question, language)
        if not words:
            return [], None
        held = holding(words, max(1, ceil(SHARE * len(words)))).subquery()
        alike = select(CLAIMS_SEEN).join(held, held.c.claim == CLAIMS_SEEN.c.number)
        alike = alike.where(CLAIMS_SEEN.c.language == primary(language))
        ranked = alike.order_by(held.c.shared.desc(), CLAIMS_SEEN.c.words, CLAIMS_SEEN.c.number.desc())
        with self._database.reading() as connection:
            rows = connection.execute(ranked.offset(start).limit(limit + 1)).all()
        found = [_found(row, same=_same(question, row)) for row in rows[:limit]]
        return found, start + limit if len(rows) > limit else None

    def open_since(self, moment: datetime | None = None) -> list[str]:
        """The ids of articles that have a claim which more evidence may settle, of all, or of those that were reported
        on at a moment or later; the eldest first."""
        query = select(CLAIMS_SEEN.c.article_id).where(CLAIMS_SEEN.c.verdict.in_(OPEN))
        if moment is not None:
            query = query.where(CLAIMS_SEEN.c.seen_at >= moment)
        last = func.max(CLAIMS_SEEN.c.seen_at)
        with self._database.reading() as connection:
            return list(connection.scalars(query.group_by(CLAIMS_SEEN.c.article_id).order_by(last)))

    # ------------------------------------------------------------ how it is kept

    def _row(self, report: Report, finding: Finding, moment: datetime) -> dict[str, Any]:
        claim, article = finding.claim, report.article
        return {
            "article_id": article.id,
            "claim_id": claim.id,
            "first_report_id": report.id,
            "first_at": moment,
            "report_id": report.id,
            "seen_at": moment,
            "text": claim.text,
            "claimant": claim.claimant.name,
            "language": primary(article.language),
            "verdict": finding.content.verdict,
            "title": article.title,
            "url": article.url,
            "published_at": article.published_at,
            "words": len(_words(claim.text, article.language)),
        }

    def _index(self, connection: Connection, report: Report) -> None:
        words = {one.claim.id: _words(one.claim.text, report.article.language) for one in report.findings}
        query = select(CLAIMS_SEEN.c.claim_id, CLAIMS_SEEN.c.number).where(
            CLAIMS_SEEN.c.article_id == report.article.id,
            CLAIMS_SEEN.c.claim_id.in_(words),
        )
        numbers = {row.claim_id: row.number for row in connection.execute(query)}
        connection.execute(delete(CLAIM_WORDS).where(CLAIM_WORDS.c.claim.in_(numbers.values())))
        rows = [{"word": word, "claim": number} for id, number in numbers.items() for word in sorted(words[id])]
        if rows:
            connection.execute(insert(CLAIM_WORDS), rows)

    def index_anew(self, connection: Connection, number: int) -> None:
        """Let a claim whose words were changed be found by those that it has now, within somebody's transaction."""
        row = connection.execute(select(CLAIMS_SEEN).where(CLAIMS_SEEN.c.number == number)).one()
        words = _words(row.text, row.language)
        connection.execute(delete(CLAIM_WORDS).where(CLAIM_WORDS.c.claim == number))
        if words:
            connection.execute(insert(CLAIM_WORDS), [{"word": word, "claim": number} for word in sorted(words)])
        connection.execute(update(CLAIMS_SEEN).where(CLAIMS_SEEN.c.number == number).values(words=len(words)))

    def _drop(self, connection: Connection, *which: Any) -> None:
        numbers = select(CLAIMS_SEEN.c.number).where(*which)
        connection.execute(delete(CLAIM_WORDS).where(CLAIM_WORDS.c.claim.in_(numbers)))
        connection.execute(delete(CLAIMS_SEEN).where(*which))

    def _seen(self, connection: Connection, article: Article, claim: Claim) -> SeenBefore | None:
        ours = ToldClaim(claim.text, primary(article.language), claim.claimant.name, article.published_at)
        rows = [row for row in self._alike(connection, article, claim) if told_before(ours, _theirs(row))]
        if not rows:
            return None
        first, last = min(rows, key=lambda row: row.first_at), max(rows, key=lambda row: row.seen_at)
        at_first = _seen(first).model_copy(update={"report_id": first.first_report_id, "seen_at": first.first_at})
        return SeenBefore(first=at_first, last=_seen(last), articles=len({row.article_id for row in rows}))

    def _alike(self, connection: Connection, article: Article, claim: Claim) -> Sequence[Row[Any]]:
        """Claims of other articles that differ from this one in a word at most."""
        words = _words(claim.text, article.language)
        if len(words) < FEWEST:
            return ()
        held = holding(words, max(FEWEST, len(words) - 1)).subquery()
        alike = select(CLAIMS_SEEN).join(held, held.c.claim == CLAIMS_SEEN.c.number)
        alike = alike.where(CLAIMS_SEEN.c.article_id != article.id, CLAIMS_SEEN.c.words <= held.c.shared + 1)
        return connection.execute(alike.order_by(CLAIMS_SEEN.c.number).limit(ALIKE)).all()


def _words(text: str, language: str | None) -> frozenset[str]:
    return frozenset(word[:LONGEST] for word in told_words(text, language))


def holding(words: frozenset[str], least: int) -> Select[Any]:
    """The claims that hold so many of the words at least, and how many they hold."""
    shared = func.count()
    some = select(CLAIM_WORDS.c.claim, shared.label("shared")).where(CLAIM_WORDS.c.word.in_(sorted(words)))
    return some.group_by(CLAIM_WORDS.c.claim).having(shared >= least)


def _theirs(row: Row[Any]) -> ToldClaim:
    return ToldClaim(row.text, row.language, row.claimant, row.published_at)


def _same(question: str, row: Row[Any]) -> bool:
    return same_claim(question, row.text, row.language) and same_claim(row.text, question, row.language)


def _seen(row: Row[Any]) -> ClaimSeen:
    return ClaimSeen(
        claim_id=row.claim_id,
        text=row.text,
        claimant=row.claimant,
        verdict=Verdict(row.verdict),
        report_id=row.report_id,
        article_id=row.article_id,
        title=row.title,
        url=row.url,
        published_at=row.published_at,
        seen_at=row.seen_at,
    )


def _found(row: Row[Any], *, same: bool | None = None) -> ClaimFound:
    return ClaimFound(claim=_seen(row), first_report_id=row.first_report_id, first_seen_at=row.first_at, same=same)
