"""An answer's own small Markdown: read once here, and shown as safe HTML or as the plain text of a letter."""
