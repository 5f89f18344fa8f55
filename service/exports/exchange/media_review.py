"""What a desk found of the article's media, as MediaReview (schema.org) in JSON-LD, for the page that publishes it."""

import json
from typing import Any

from service.domain import Media, MediaCategory, MediaKind, MediaReviewed, Report
from service.errors import Conflict
from service.exports.exchange.names import moment, urn
from service.exports.exchange.publishing import organisation, page_address, without_nothing
from service.exports.options import FormOptions
from service.exports.safe import one_line, web_address

# Members of schema.org's MediaManipulationRatingEnumeration; a medium that nobody judged is none of them.
CATEGORIES = {
    MediaCategory.ORIGINAL: "OriginalMediaContent",
    MediaCategory.DECONTEXTUALIZED: "DecontextualizedContent",
    MediaCategory.EDITED_OR_CROPPED: "EditedOrCroppedContent",
    MediaCategory.SATIRE_OR_PARODY: "SatireOrParodyContent",
    MediaCategory.STAGED: "StagedContent",
    MediaCategory.TRANSFORMED: "TransformedContent",
}
OBJECTS = {
    MediaKind.PHOTO: "ImageObject",
    MediaKind.VIDEO: "VideoObject",
    MediaKind.AUDIO: "AudioObject",
}


def media_reviews(report: Report, asked: FormOptions) -> str:
    """A review for each medium that the desk judged. Raises Conflict where it judged none, or BadInput for the
    page's address."""
    page = page_address(asked, "MediaReview")
    judged = {one.judged.media: one for one in report.review.media} if report.review else {}
    told = [_review(report, media, judged[media.id], page, asked) for media in report.media if media.id in judged]
    if not told:
        raise Conflict("The desk has judged no picture, video or recording of this article.")
    return json.dumps({"@context": "https://schema.org", "@graph": told}, ensure_ascii=False)


def _review(report: Report, media: Media, reviewed: MediaReviewed, page: str, asked: FormOptions) -> dict[str, Any]:
    judged = reviewed.judged
    categories = [CATEGORIES[one] for one in dict.fromkeys(judged.categories)]
    return without_nothing(
        {
            "@type": "MediaReview",
            "@id": urn("media-review", report.id, media.id),
            "url": page,
            "author": organisation(asked),
            "datePublished": moment(reviewed.at),
            "mediaAuthenticityCategory": categories[0] if len(categories) == 1 else categories,
            "originalMediaContextDescription": one_line(judged.context) if judged.context else None,
            "originalMediaLink": web_address(judged.original),
            "reviewBody": one_line(judged.reason) if judged.reason else None,
            "itemReviewed": without_nothing(
                {
                    "@type": OBJECTS[media.kind],
                    "contentUrl": web_address(media.id),
                    "identifier": None if web_address(media.id) else one_line(media.id),
                    "caption": one_line(media.caption.text) if media.caption else None,
                }
            ),
        }
    )
