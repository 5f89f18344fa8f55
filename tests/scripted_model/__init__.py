"""A language model for tests: real HTTP on loopback, replies from a script, faults by count. Needs only Python.

Knows nothing of the service it helps to test.
"""

from tests.scripted_model.faults import Fault, Way, When
from tests.scripted_model.oddities import Oddity
from tests.scripted_model.reader import read_closely
from tests.scripted_model.script import Script, fill
from tests.scripted_model.server import Call, ScriptedModel
from tests.scripted_model.shapes import Shape, estimate_tokens

__all__ = [
    "Call",
    "Fault",
    "Oddity",
    "Script",
    "ScriptedModel",
    "Shape",
    "Way",
    "When",
    "estimate_tokens",
    "fill",
    "read_closely",
]
