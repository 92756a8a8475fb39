"""Files, databases, mail and calendars: one format per file, each a reader plugin."""
