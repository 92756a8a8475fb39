"""Where logs come from: choosing a reader, calling it, and joining many files into one log."""

from relationship_health.sources.choosing import START_BYTES, choose_reader
from relationship_health.sources.identities import Identities, Suggestion, suggest
from relationship_health.sources.opening import log_of, read, read_project
from relationship_health.sources.project import Project, load_project
from relationship_health.sources.project_file import Plan, read_plan
from relationship_health.sources.reading import origin_of, read_source

__all__ = [
    "START_BYTES",
    "Identities",
    "Plan",
    "Project",
    "Suggestion",
    "choose_reader",
    "load_project",
    "log_of",
    "origin_of",
    "read",
    "read_plan",
    "read_project",
    "read_source",
    "suggest",
]
