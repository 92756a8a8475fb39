"""Files, databases, mail and calendars: one format per file, each a reader plugin."""

from relationship_health.io import calendar, files, mail

BUILT_IN = (files, mail, calendar)
"""Plugin modules, in the order in which their readers are asked."""
