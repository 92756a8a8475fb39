"""Logs larger than memory, and larger than one machine: the same blocks, in parts."""

from relationship_health.distributed.scanning import Scan, scan

__all__ = ["Scan", "scan"]
