"""The inbox's lists."""
