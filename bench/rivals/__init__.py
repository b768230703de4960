"""What else could answer: other ways to find an entry for a resident's words, all asked through one protocol."""
