"""A stranger's words in a chat: shown as they are, they mention nobody, lead nowhere and look like nothing else."""

import unicodedata

from service.exports.excerpts import MORE, cut
from service.exports.safe import addresses, defanged, one_line

# Slack reads these signs as its own, wherever a text stands.
MEANS = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
ISOLATE, END = "\u2068", "\u2069"  # the words between run in their own direction, and turn nothing around them
RIGHT_TO_LEFT = {"R", "AL"}


def words_of(text: str, room: int) -> str:
    """Somebody's words on one line, in so much room as `measure` counts it; an ellipsis where they show nothing. No
    host name in them can be followed."""
    line = one_line(text)[: room + 1]
    hosts = addresses((line,))
    plain = cut(defanged(line.replace("://", "[:]//"), hosts), room, measure) or MORE
    turned = any(unicodedata.bidirectional(sign) in RIGHT_TO_LEFT for sign in plain)
    return f"{ISOLATE}{plain}{END}" if turned else plain


def escaped(text: str) -> str:
    return text.translate(MEANS)


def measure(text: str) -> int:
    """How much of a chat's limits a text takes: what it has as UTF-16 once it is escaped."""
    return len(escaped(text).encode("utf-16-le", "replace")) // 2
