"""A small CRM with Django that scores its relationships."""
