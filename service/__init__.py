"""Claimtrace: an article in, a report of attributed, sourced and corroborated claims out."""
