"""An independent oracle of the metrics: plain loops over one relationship's lines.

It shares no code with the library, reads like the specification, and may be slow.
Numbers are Python floats combined in the order in which the definitions name them;
sums of weights are exact (``math.fsum``), times stay integer microseconds.
"""

from .composite import WILSON_Z, Health, band_of, composite, wilson
from .conversation import ENGAGED_OUTCOMES, Conversation, conversations
from .engagement_vs_reach import engagement_vs_reach
from .frequency_balance import frequency_balance
from .grouping import Account, Relationship, Row, account
from .judgement import UNKNOWN, Judgement, both_views
from .line import DAY_US, HOUR_US, INBOUND, MUTUAL, OUTBOUND, Line, existing, other_view
from .momentum import momentum, probability_greater, regularised_incomplete_beta
from .outlook import answer, outlook
from .preference import channel_diversity, depth, fit
from .reciprocity import reciprocity
from .responsiveness import responsiveness
from .rhythm import decayed_weight, exposure_days, mean_gap_days, recency_decay
from .service import effort, feedback_use, recovery, resolution
from .stickiness import stickiness
from .targets import Fate, fate

__all__ = [
    "DAY_US",
    "ENGAGED_OUTCOMES",
    "HOUR_US",
    "INBOUND",
    "MUTUAL",
    "OUTBOUND",
    "UNKNOWN",
    "WILSON_Z",
    "Account",
    "Conversation",
    "Fate",
    "Health",
    "Judgement",
    "Line",
    "Relationship",
    "Row",
    "account",
    "answer",
    "band_of",
    "both_views",
    "channel_diversity",
    "composite",
    "conversations",
    "decayed_weight",
    "depth",
    "effort",
    "engagement_vs_reach",
    "existing",
    "exposure_days",
    "fate",
    "feedback_use",
    "fit",
    "frequency_balance",
    "mean_gap_days",
    "momentum",
    "other_view",
    "outlook",
    "probability_greater",
    "recency_decay",
    "reciprocity",
    "recovery",
    "regularised_incomplete_beta",
    "resolution",
    "responsiveness",
    "stickiness",
    "wilson",
]
