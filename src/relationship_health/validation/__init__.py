"""Proof: how a score compares with others, and with what happened next."""

from relationship_health.validation.matrix import relationship_matrix
from relationship_health.validation.quality import DataQuality, Finding, data_quality
from relationship_health.validation.rivals import RIVALS, Rival

__all__ = [
    "RIVALS",
    "DataQuality",
    "Finding",
    "Rival",
    "data_quality",
    "relationship_matrix",
]
