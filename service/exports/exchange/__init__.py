"""Reports in the forms that other tools take: each a pure function of a report as its desk sees it."""
