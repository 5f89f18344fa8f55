"""What is kept. Nobody else in the house knows SQL."""
