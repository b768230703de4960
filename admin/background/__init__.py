"""Work that takes longer than a page may, done by a thread beside the pages."""
