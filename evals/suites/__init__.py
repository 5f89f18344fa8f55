"""One module a benchmark. Each reads a folder or file that the user has."""
