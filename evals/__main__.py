"""`python -m evals`: the same as `claimtrace eval`."""

from evals.cli import eval_

eval_(prog_name="python -m evals")
