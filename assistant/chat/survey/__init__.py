"""The residents' survey: three questions on a page that only a signed address leads to."""
