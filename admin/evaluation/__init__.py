"""Judges the assistant on labelled messages: reads them, runs the real engine, counts."""
