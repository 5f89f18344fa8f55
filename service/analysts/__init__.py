"""Who reads: the embedded analyst, or a language model with prompts. Both fit `pipeline.Analyst`."""
