"""The chat inside a page of another website of the municipality: the script that opens it, and its frame."""
