"""A small CRM with FastAPI that scores its relationships."""
