"""Seeded portfolios with known truth: nothing here is anyone's data.

Working time runs slower on weekends and stands still at night and on holidays; relationships
have traits for stretches of it, as their stories tell; conversations are opened at Poisson or
regular times, and leave lines in the log.
"""

from relationship_health.simulate.mixture import STORIES, Story, allot
from relationship_health.simulate.random_log import RandomLog, random_log
from relationship_health.simulate.service_desk import Nature, ServiceDesk, service_desk
from relationship_health.simulate.simulation import END, SEED, Simulation, sales_team
from relationship_health.simulate.truth import Truth
from relationship_health.simulate.working_time import WorkingTime, is_holiday, is_weekend

__all__ = [
    "END",
    "SEED",
    "STORIES",
    "Nature",
    "RandomLog",
    "ServiceDesk",
    "Simulation",
    "Story",
    "Truth",
    "WorkingTime",
    "allot",
    "is_holiday",
    "is_weekend",
    "random_log",
    "sales_team",
    "service_desk",
]
