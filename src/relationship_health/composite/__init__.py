"""From metric values to a scorecard: weights, aggregation, intervals, bands, explanations."""

from relationship_health.composite.asked import check_asked
from relationship_health.composite.change import Change, Comparison, Step
from relationship_health.composite.changes import UNDIVIDED, Changes
from relationship_health.composite.explanation import Contact, Explanation
from relationship_health.composite.history import ScoreHistory
from relationship_health.composite.judging import Judge
from relationship_health.composite.outlook import OUTLOOK, Outlook
from relationship_health.composite.profiles import Profile
from relationship_health.composite.record import ScoreRecord, canonical
from relationship_health.composite.rescoring import Rescorer, fit_with, score_dates, score_with
from relationship_health.composite.scorecard import Scorecard
from relationship_health.composite.scorer import Scorer
from relationship_health.composite.scoring import BANDS, STATUSES, Composite, compose
from relationship_health.composite.table import ScoreTable
from relationship_health.composite.turns import Turn

__all__ = [
    "BANDS",
    "OUTLOOK",
    "STATUSES",
    "UNDIVIDED",
    "Change",
    "Changes",
    "Comparison",
    "Composite",
    "Contact",
    "Explanation",
    "Judge",
    "Outlook",
    "Profile",
    "Rescorer",
    "ScoreHistory",
    "ScoreRecord",
    "ScoreTable",
    "Scorecard",
    "Scorer",
    "Step",
    "Turn",
    "canonical",
    "check_asked",
    "compose",
    "fit_with",
    "score_dates",
    "score_with",
]
