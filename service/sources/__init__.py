"""Where documents are sought, and what the desk knows of those who publish them (`registry.toml`)."""
