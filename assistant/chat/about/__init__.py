"""The pages that the law expects: accessibility, personal data, and what the assistant is."""
