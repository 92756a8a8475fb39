"""Proof: how a score compares with others, and with what happened next."""

from relationship_health.validation.rivals import RIVALS, Rival

__all__ = ["RIVALS", "Rival"]
