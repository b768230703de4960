"""The figures' pages: a summary, a section a measure with picture, sentences and table, and the contacts behind."""
