"""What stands in the invented story of Lode Hill, and in the documents that were found on it."""

from datetime import UTC, datetime
from typing import Any

from service.domain import Document, Grade, Integrity

TITLE = "Verrin waterworks shut after chlorine leak, but nobody lost supply, company says"
BODY = """Verrin Water shut its works at Lode Hill on Sunday night after chlorine escaped from a storage tank, the \
company said. All 61,000 customers kept their supply throughout the night, it added.

On its verified X account the company wrote that the leak had been stopped within 20 minutes and that no more than \
40 kilograms of the gas were lost. The fire brigade was first called at 22:10, its log shows. By midnight the pumps \
stood still, according to Mara Quell, the supervisor of the night shift, who spoke to this newspaper by telephone \
from the yard of the works on Monday.

Eleven people were taken to Lode District Hospital with sore eyes and coughs, the hospital said. Two of them were \
children, a nurse told this newspaper. All but one have since gone home. The smell reached the school in Upper Lode, \
half a mile down the valley, parents said, and lessons began two hours late. A photo posted on Telegram is said to \
show a yellow cloud over the tanks, seen from the road that leads up to the works past the reservoir and the old \
filter houses.

“We warned them for years,” said Dorin Pask, who leads the Lode Tenants' Union. Three of the five gas sensors at the \
works have been out of order since autumn, the union says in a leaflet that it handed out at the gates on Monday. \
The works were last inspected in 2027, it says. The water inspectorate did not reply to a request for comment. The \
tank is 34 years old, said a former engineer of the company, who asked not to be named because he still has friends \
at the works.

Halden Utilities, which owns Verrin Water, paid a fine of €1.2 million over a similar leak at Corran in 2029, court \
records show. Its shares fell by 6 per cent on Monday morning, the steepest fall since the flood year. The works are \
among the safest in the country, said Iva Torrent, its chief executive, at the gate.

The regional government has ordered an inquiry, its spokesman Teo Marr told reporters outside the town hall. The \
works will stay shut until Friday, he said, and bottled water is handed out at four places in the valley, among them \
the school and the station. Hill Radio carried the voice of a mother in Upper Lode: «لم يخبرنا أحد بشيء طوال الليل». \
The company's line for customers was engaged all morning.

About the author: S. Anwen writes about water and power for this newspaper.

2 comments

Nobody in Lower Lode smelt a thing."""
BODY_END = BODY.index("About the author")
MOMENT = datetime(2031, 3, 3, 13, 30, tzinfo=UTC)


def document(id: str, publisher: str, text: str, **fields: Any) -> Document:
    usual = {"url": f"https://{id}.example/lode-hill", "published_at": MOMENT, "integrity": Integrity.PRESERVED}
    return Document(id=id, publisher=publisher, text=text, **{**usual, **fields})


WIRE = """VERRIN (Norrin) - The waterworks at Lode Hill were shut on Sunday night after a leak of \
chlorine, a Norrin reporter at the gate saw. The regional government has ordered an inquiry into the leak at the \
works. Halden Utilities, the owner of Verrin Water, did not comment. Shares of Halden fell by 6 per cent on Monday."""
DOCUMENTS = (
    document(
        "fire",
        "Verrin Fire Brigade",
        "Log, Sunday. 22:10 first call, chlorine at Lode Hill works. 23:45 crews closed the last valve, leak"
        " stopped. 01:30 crews left the works.",
        title="Log of Sunday night",
        grade=Grade.B,
    ),
    document(
        "radio",
        "Hill Radio",
        "Taps ran dry in Upper Lode before ten on Sunday night, our reporter there found, and nothing came out of"
        " them until breakfast. The pumps of the works were still running at half past one, as our reporter could"
        " hear. Parents at the school in Upper Lode said that the smell hung in the yard all morning.",
        title="No water in Upper Lode",
        grade=Grade.B,
    ),
    document(
        "hospital",
        "Lode District Hospital",
        "Eleven people came to us with irritated airways; ten of them went home by noon on Monday. The hospital "
        "itself had no mains water between 22:30 and 05:00 and ran on its own tank.",
        title="Statement on the leak",
    ),
    document(
        "courier",
        "Coast Courier",
        "By midnight the works lay dark and the pumps stood still, a Courier reporter saw. Ambulances took eleven"
        " people to the hospital. The works at Lode Hill were shut that night, our reporter "
        "saw from the road.",
        grade=Grade.B,
    ),
    document("wire", "Norrin Press", WIRE, wire="Norrin"),
    document("copy", "Upland Post", WIRE.replace("VERRIN (Norrin) - ", "") + " (Norrin)", wire="Norrin"),
    document(
        "release",
        "Verrin Water",
        "Verrin Water states: chlorine escaped from a storage tank. The leak was stopped within 20 minutes. No "
        "more than 40 kilograms of chlorine were lost. All customers kept their supply.",
        title="Press release",
    ),
    document(
        "halden", "Halden Utilities", "Our works at Lode Hill lost no more than 40 kilograms of the gas, we are told."
    ),
    document(
        "leaflet",
        "Lode Tenants' Union",
        "Three of the five gas sensors have been out of order since autumn! At least 300 kilograms of chlorine "
        "were lost on Sunday. We have warned the company every year. No inspection since 2027!",
        url=None,
    ),
    document(
        "register",
        "Water Inspectorate",
        "Register of visits. Lode Hill works: 14 May 2027, no findings; 2 October 2029, two findings, both remedied.",
        title="Register of visits",
    ),
    document(
        "board", "Regional Health Board", "Nine people were treated after the leak at Lode Hill, the board was told."
    ),
    document(
        "court",
        "Corran District Court",
        "In the matter of the leak at Corran in 2029 Halden Utilities is fined 1.2 million euros.",
        title="Ruling 31/2030",
        grade=Grade.A,
    ),
    document("notice", "Regional Government", "The works at Lode Hill stay shut until Friday. Water is handed out."),
    document("weather", "Valley Weather", "A light wind from the north blew down the valley on Sunday night."),
    document("garbled", "Upper Lode School", ""),
    document("mirror", "Valley Mirror", BODY[:BODY_END]),
)
TEXTS = {one.id: one.text for one in DOCUMENTS}
