"""Durable work: jobs run on workers, are followed while they run, and are told of when they end."""
