"""What leaves the house: pure functions of a report."""
