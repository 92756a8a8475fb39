"""Files, databases, mail and calendars: one format per file, each a reader plugin."""

from relationship_health.io import calendar, contacts, crm, files, mail, sql

BUILT_IN = (files, mail, calendar, contacts, crm, sql)
"""Plugin modules, in the order in which their readers are asked."""
