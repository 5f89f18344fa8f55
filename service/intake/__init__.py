"""What a request may bring, and how it becomes what the house reads. Whatever cannot be used is refused here."""
