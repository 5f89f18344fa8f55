"""Settings in, what embeds texts out."""

from collections.abc import Callable

from service.errors import BadInput
from service.models.embeddings import Embedder, OpenAIEmbeddings, Purpose
from service.models.retries import CircuitBreaker
from service.settings import Settings
from service.sources.archive import Index
from service.sources.nearest import HybridIndex
from service.store.documents import DocumentStore


def embedder(settings: Settings) -> Embedder:
    """Raises BadInput where no model is set, or for a setting that cannot be used."""
    if settings.embeddings_model is None:
        raise BadInput("Set it to embed passages.", "CLAIMTRACE_EMBEDDINGS_MODEL")
    if not settings.embeddings_url.startswith(("http://", "https://")):
        raise BadInput("Should be an address such as http://127.0.0.1:8080/v1.", "CLAIMTRACE_EMBEDDINGS_URL")
    if unknown := sorted(set(settings.embeddings_prefixes) - set(Purpose)):
        raise BadInput(f"{unknown[0]}: should be one of {', '.join(Purpose)}.", "CLAIMTRACE_EMBEDDINGS_PREFIXES")
    key = settings.embeddings_key.get_secret_value() if settings.embeddings_key else ""
    model = OpenAIEmbeddings(
        settings.embeddings_model, base_url=settings.embeddings_url, api_key=key, read_s=settings.call_timeout_s
    )
    before = {Purpose(name): told for name, told in settings.embeddings_prefixes.items()}
    return Embedder(model, before, breaker=CircuitBreaker(model.provider))


def searched_by_meaning(
    settings: Settings,
) -> Callable[[Callable[[], DocumentStore | None]], Callable[[], Index | None]]:
    """Makes of what opens an archive what opens it as one that is searched by meaning as well; all share who embeds."""
    asked = embedder(settings)

    def searched(archive: Callable[[], DocumentStore | None]) -> Callable[[], Index | None]:
        def opened() -> Index | None:
            documents = archive()
            return HybridIndex(documents, asked) if documents else None

        return opened

    return searched
