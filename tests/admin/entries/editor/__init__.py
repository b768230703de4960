"""The editor page."""
