"""Where logs come from: choosing a reader, calling it, and joining many files into one log."""

from relationship_health.sources.choosing import START_BYTES, choose_reader
from relationship_health.sources.reading import origin_of, read_source

__all__ = ["START_BYTES", "choose_reader", "origin_of", "read_source"]
