"""Texts and what is found in them by place and shape: strings in, spans out. Knows nothing of models or verdicts."""
