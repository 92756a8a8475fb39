"""Logs larger than memory, and larger than one machine: the same blocks, in parts."""

from relationship_health.distributed.scanned import Scan
from relationship_health.distributed.scanning import scan
from relationship_health.distributed.spark.scores import DistributedScores
from relationship_health.distributed.spark.scoring import score
from relationship_health.distributed.spark.session import local_session

__all__ = ["DistributedScores", "Scan", "local_session", "scan", "score"]
