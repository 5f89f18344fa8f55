"""Offline evals: how good the analysts are, on what, and against which published numbers."""
