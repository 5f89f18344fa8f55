"""What evidence adds up to. Pure functions of what was read, and of constants that a desk can change."""
