"""Words after which a dot, and words before which any mark, ends no English sentence."""

import re

from service.languages.pack import SentenceEnds

# Newspaper English. Followed by a name: never the end of a sentence.
TITLES = frozenset(
    "mr mrs ms mx messrs mme mlle dr prof sir st mt ft fr sr rev revd hon pres sen sens rep reps gov govs gen maj col"
    " lt capt cpt cmdr cdr adm brig cpl sgt pvt supt insp det asst dep amb atty msgr ald del v vs e.g i.e".split()
)
# Followed by a number: not the end of a sentence.
NUMBERED = frozenset(
    "no nos jan feb mar apr jun jul aug sep sept oct nov dec art arts sec ch vol p pp par para fig figs c ca approx est"
    " tel ext".split()
)
# The end of a sentence only when what follows opens one.
SHORTENED = frozenset(
    "inc corp co cos ltd plc llc bros jr sr esq etc al ave blvd rd dept univ assn intl govt natl min max avg hwy"
    " ala ariz ark calif colo conn fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn"
    " tex va vt wash wis wyo jan feb aug sept oct nov dec ed eds".split()
)
# Words that open sentences far more often than they continue a name after a shortened word.
STARTERS = frozenset(
    "the a an he she it they we you i but and or so if in on at as by for from with when while after before since"
    " although though however this that these those there here what who why how where his her its their our my your"
    " some many most no not yes according also meanwhile earlier later then now both each all another asked under"
    " despite during among because until instead still yet once only even more other others about between".split()
)
SPEECH = "said|says|asked|asks|told|tells|added|adds|wrote|writes|tweeted|posted|shouted|cried|replied|wondered"
_SPEAKER = re.compile(rf"\s+(?:[A-Z][\w.'’-]{{0,30}}\s+){{1,4}}(?:{SPEECH})\b")

SENTENCE_ENDS = SentenceEnds(titles=TITLES, numbered=NUMBERED, shortened=SHORTENED, starters=STARTERS, speaker=_SPEAKER)
