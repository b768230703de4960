"""Tables of figures as files: CSV as a Swedish Excel opens it, Excel itself, and JSON for other programs."""
