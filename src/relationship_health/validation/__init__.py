"""Proof: how a score compares with others, and with what happened next."""

from relationship_health.validation.matrix import relationship_matrix
from relationship_health.validation.rivals import RIVALS, Rival

__all__ = ["RIVALS", "Rival", "relationship_matrix"]
