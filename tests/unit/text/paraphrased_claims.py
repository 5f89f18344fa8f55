"""Claims of articles beside reviews of the same claim, or nearly of it, in other words: few telling words are shared.
Ours, invented. `TUNED` shaped what makes one claim by meaning, `APART` only measures it.
"""

TUNED = (
    (
        True,
        "Drinking bleach cures the Ghent virus, the pastor told his flock.",
        "Bleach is a remedy for the Ghent virus",
    ),
    (
        True,
        "Ferrolan has been pouring mercury into the Sill for years, villagers say.",
        "The Ferrolan company polluted the river Sill with mercury",
    ),
    (
        True,
        "Chancellor Ruden bought herself a mansion on the shore of Lake Tovel.",
        "Ruden purchased a luxury home by Lake Tovel",
    ),
    (True, "Wind farms are wiping out the bees around Ekelund.", "Turbines kill Ekelund's bees"),
    (
        True,
        "The ballots from Carrow were set on fire by men in uniform, a clip shows.",
        "Soldiers in Carrow burned voting papers",
    ),
    (True, "Halvora pays each asylum seeker 900 crowns a month.", "Migrants get 900 crowns monthly from Halvora"),
    (
        True,
        "The mobile phone masts are making children in Vessmark ill, parents fear.",
        "Cell towers sicken children in Vessmark",
    ),
    (True, "President Odran has outlawed paying in cash.", "Odran signed a decree that bans cash payments"),
    (
        True,
        "Schools in Thornesk no longer serve pork, to please Muslim families.",
        "Thornesk schools dropped pork from menus because of Muslims",
    ),
    (True, "Turnout at the Drevna vote reached 91 percent.", "91% of voters took part in the Drevna referendum"),
    (
        True,
        "The Karsund bridge came down because its steel was rusty.",
        "Corroded steel made the bridge at Karsund collapse",
    ),
    (
        True,
        "Vik Arnesen worked as an informer of the secret police in the eighties.",
        "Arnesen was once a spy for the secret police",
    ),
    (
        False,
        "Drinking bleach cures the Ghent virus, the pastor told his flock.",
        "Bleach kills the Ghent virus on tables",
    ),
    (
        False,
        "Ferrolan has been pouring mercury into the Sill for years, villagers say.",
        "The Ferrolan company cleaned mercury from the river Sill",
    ),
    (
        False,
        "Chancellor Ruden bought herself a mansion on the shore of Lake Tovel.",
        "The Melk family purchased a luxury home by Lake Tovel",
    ),
    (False, "Wind farms are wiping out the bees around Ekelund.", "Turbines kill Ekelund's eagles"),
    (
        False,
        "The ballots from Carrow were set on fire by men in uniform, a clip shows.",
        "Soldiers in Carrow guarded voting papers",
    ),
    (False, "Halvora pays each asylum seeker 900 crowns a month.", "Migrants get 90 crowns monthly from Halvora"),
    (
        False,
        "The mobile phone masts are making children in Vessmark ill, parents fear.",
        "Cell towers do not sicken children in Vessmark",
    ),
    (False, "President Odran has outlawed paying in cash.", "Melk signed a decree that bans cash payments"),
    (
        False,
        "Schools in Thornesk no longer serve pork, to please Muslim families.",
        "Thornesk hospitals dropped pork from menus because of costs",
    ),
    (False, "Turnout at the Drevna vote reached 91 percent.", "91% of voters backed leaving in the Drevna referendum"),
    (
        False,
        "The Karsund bridge came down because its steel was rusty.",
        "An overloaded lorry made the bridge at Karsund collapse",
    ),
    (
        False,
        "Vik Arnesen worked as an informer of the secret police in the eighties.",
        "Arnesen was once jailed by the secret police",
    ),
)
APART = (
    (True, "Garlic tea keeps dengue away, the healer promised.", "Drinking garlic infusions prevents dengue fever"),
    (
        True,
        "Two in three of Tarqa's clinics have shut their doors since 2019.",
        "Two thirds of medical centres in Tarqa were closed",
    ),
    (
        True,
        "Prime Minister Oake dozed through the budget debate, a picture shows.",
        "Photo shows Oake sleeping in parliament",
    ),
    (
        True,
        "Quillan wasted 30 million on a monument to its mayor.",
        "Quillan spent 30 million for a statue of the mayor",
    ),
    (
        True,
        "Thornesk's council has forbidden Christmas lights this year.",
        "Christmas decorations were banned in Thornesk",
    ),
    (
        True,
        "A factory's dye coloured the lake at Ruun red.",
        "Red water in Ruun lake comes from dyes of a plant",
    ),
    (True, "The new Orlu dam is cracking already, engineers warn.", "Cracks have appeared in the Orlu dam"),
    (
        True,
        "Senator Prill opposed higher pensions when it came to the vote.",
        "Prill voted against raising pensions",
    ),
    (True, "Noma's kettles blow up if you leave them on.", "Noma kettles explode when not switched off"),
    (
        True,
        "Lindmoor Rail handed its chairman a bonus of 4.2 million crowns.",
        "Lindmoor Rail's boss was paid 4.2 million extra",
    ),
    (True, "The Dahrim market was shelled by the army.", "Government artillery hit the market in Dahrim"),
    (
        True,
        "The vaccine makes women barren, a midwife in Pellam claims.",
        "Vaccination causes infertility in women",
    ),
    (False, "Garlic tea keeps dengue away, the healer promised.", "Garlic infusions cause dengue fever"),
    (
        False,
        "Two in three of Tarqa's clinics have shut their doors since 2019.",
        "Two thirds of schools in Tarqa were closed",
    ),
    (
        False,
        "Prime Minister Oake dozed through the budget debate, a picture shows.",
        "Photo shows Oake weeping in parliament",
    ),
    (
        False,
        "Quillan wasted 30 million on a monument to its mayor.",
        "Quillan spent 3 million for a statue of the mayor",
    ),
    (
        False,
        "Thornesk's council has forbidden Christmas lights this year.",
        "Christmas decorations were stolen in Thornesk",
    ),
    (
        False,
        "A factory's dye coloured the lake at Ruun red.",
        "Red water in Ruun lake comes from algae",
    ),
    (False, "The new Orlu dam is cracking already, engineers warn.", "No cracks have appeared in the Orlu dam"),
    (
        False,
        "Senator Prill opposed higher pensions when it came to the vote.",
        "Prill voted for raising pensions",
    ),
    (False, "Noma's kettles blow up if you leave them on.", "Noma kettles leak when switched on"),
    (
        False,
        "Lindmoor Rail handed its chairman a bonus of 4.2 million crowns.",
        "Lindmoor Rail's drivers were paid 4.2 million extra",
    ),
    (False, "The Dahrim market was shelled by the army.", "Rebel artillery hit the market in Dahrim"),
    (
        False,
        "The vaccine makes women barren, a midwife in Pellam claims.",
        "Vaccination causes heart attacks in women",
    ),
)
