"""English words that stand in names and tell nobody apart, and the articles that names of elsewhere bring along."""

from service.languages.pack import NameWords

ARTICLES = frozenset("the a an al el ash as at an ad ar az of and de la le van von bin ibn".split())
TITLES = frozenset(
    "mr mrs ms miss dr prof professor doctor sir dame lord lady king queen prince princess pope bishop archbishop"
    " cardinal president chancellor minister governor gov senator sen representative rep deputy mayor councillor"
    " councilor councilman councilwoman congressman congresswoman commissioner ambassador judge justice chief sheriff"
    " superintendent constable detective general gen colonel col major maj captain capt lieutenant lt sergeant sgt"
    " admiral brigadier commander".split()
)
# Words that many names share: on their own they tell nobody apart.
GENERIC = frozenset(
    "group front army forces force party ministry government minister president council committee agency office bureau"
    " department police court company university institute association union state states national international"
    " media news television radio times daily islamic united north south east west northern southern eastern western"
    " city county province spokesman spokeswoman spokesperson official officials source sources monitor"
    " monitoring".split()
)
FORMS = frozenset(
    "group front company corporation corp inc ltd limited plc holding holdings party movement forces".split()
)

NAME_WORDS = NameWords(titles=TITLES, articles=ARTICLES, generic=GENERIC, forms=FORMS)
