"""What a log can and cannot support, found out before it is scored."""

from relationship_health.validation.quality.finding import LEVELS, Finding
from relationship_health.validation.quality.verdict import DataQuality, data_quality

__all__ = ["LEVELS", "DataQuality", "Finding", "data_quality"]
