"""Scorecards over time, in SQLite or PostgreSQL. The owner of SQLAlchemy beside ``io.sql``."""

from relationship_health.store.names import pseudonym
from relationship_health.store.runs import Run
from relationship_health.store.score_store import ScoreStore

__all__ = ["Run", "ScoreStore", "pseudonym"]
