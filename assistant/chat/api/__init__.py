"""The JSON API below /api/v1: the same conversation and the same entries, for a town's own app."""
