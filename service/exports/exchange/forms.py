"""Which function writes which form."""

from collections.abc import Callable

from service.domain import Report
from service.errors import BadInput
from service.exports.exchange import (
    annotations,
    claim_review,
    markdown,
    media_review,
    ninjs,
    preservation,
    prov,
    spreadsheets,
)
from service.exports.options import FormOptions

Written = str | bytes


def write(form: str, report: Report, asked: FormOptions) -> Written:
    """The report in one of `WHOLE`, `ON_PAGE` or `ONE`. Raises NotFound, BadInput or Conflict for what cannot be
    told."""
    if form in WHOLE:
        return WHOLE[form](report)
    if form in ON_PAGE:
        return ON_PAGE[form](report, asked)
    if asked.claim is None:
        raise BadInput("This form tells one claim: its id is wanted.", "/claim")
    return ONE[form](report, asked.claim, asked)


WHOLE: dict[str, Callable[[Report], Written]] = {
    "markdown": markdown.markdown,
    "csv": spreadsheets.as_csv,
    "xlsx": spreadsheets.as_xlsx,
    "annotations": annotations.web_annotations,
    "hypothesis": annotations.hypothesis_file,
    "ninjs": ninjs.ninjs_3,
    "ninjs2": ninjs.ninjs_2,
    "superdesk": ninjs.superdesk,
    "archive": preservation.to_preserve,
}
# Those that are published on a page of the desk's.
ON_PAGE: dict[str, Callable[[Report, FormOptions], Written]] = {"mediareview": media_review.media_reviews}
# Those of one claim.
ONE: dict[str, Callable[[Report, str, FormOptions], Written]] = {
    "claimreview": claim_review.fragment,
    "claimreview-html": claim_review.snippet,
    "prov": lambda report, claim, _: prov.provenance(report, claim),
}
