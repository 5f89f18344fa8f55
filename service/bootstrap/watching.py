"""Settings in, a watch of feeds out."""

from collections.abc import Sequence
from datetime import timedelta

from service.bootstrap import LONGEST_WAIT_S, sandbox, store_of, user_agent
from service.errors import BadInput
from service.settings import Settings
from service.sources.addresses import Guard, check_url
from service.sources.fetch import Door
from service.sources.polite import PAUSE_S, PoliteDoor
from service.work.watching import AT_ONCE, FeedWatch


def open_watch(
    settings: Settings, feeds: Sequence[str], every: timedelta, newest: int, pause_s: float = PAUSE_S
) -> FeedWatch:
    """A watch of feeds on the store that is set. `pause_s`: the least between two questions to one host. Raises
    BadInput for an address that may not be called, StoreUnavailable."""
    guard = Guard(allowed=settings.reachable, plain=True)
    for feed in feeds:
        try:
            check_url(feed, guard)
        except BadInput as error:
            raise BadInput(f"{feed}: {error.detail}") from error
    store = store_of(settings)
    aside = sandbox(settings, settings.article_processor_s, at_once=AT_ONCE, patience_s=LONGEST_WAIT_S).run
    door = PoliteDoor(Door(guard), user_agent(settings), aside, pause_s=pause_s)
    return FeedWatch(store.feeds, store.documents, door, aside, every=every, newest=newest, now=store.database.now)
