"""What two English wordings of one quote may differ in, and what they may not."""

import re

from service.languages.pack import QuoteWords

# Words without which a statement is another one: negations, hedges, numbers, and who stands on which side.
TELLING = frozenset(
    "not no never none nor neither nobody nothing nowhere without cannot hardly scarcely barely denied denies deny"
    " denying refused refuses failed fails unless except false falsely"
    " may might could would should allegedly alleged reportedly apparently possibly probably perhaps likely unlikely"
    " if almost nearly about around approximately only over under up down least most more less fewer"
    " against alongside by from for with before after until since between"
    " zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands"
    " million millions billion billions trillion trillions dozen dozens score scores half third quarter twice double"
    " triple first second once percent per several many few both all some % $ £ € ¥".split()
)
SLIGHT = frozenset("a an the that which who and of to in on at".split())  # what a quote may have too many
ENDINGS = ("", "s", "es", "d", "ed", "ing", "'s", "e")
# A number that goes on: "20" is not "20 million".
_SCALED = re.compile(r"(?<=\d)[\s-](?:hundred|thousand|million|billion|trillion|percent|per cent|dozen)s?\b")
_NOT = re.compile(r"(?<=\w)['’]t\b")

QUOTE_WORDS = QuoteWords(
    telling=TELLING,
    slight=SLIGHT,
    endings=ENDINGS,
    goes_on=re.compile(rf"{_SCALED.pattern}|{_NOT.pattern}"),
    begun=re.compile(r"(?<=n['’])t\b"),
    denying=("n't",),
)
