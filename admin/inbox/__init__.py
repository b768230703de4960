"""The handlers' cases: list, case page, reply and close."""
