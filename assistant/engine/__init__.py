"""The whole decision as plain values: no web, no database, no network."""
