"""Questions over a portfolio: each is answered by a small result with its words, plot and trace."""

from relationship_health.analysis.account_people import AccountPeople
from relationship_health.analysis.accounts import Accounts, accounts
from relationship_health.analysis.actions import Actions, actions
from relationship_health.analysis.benchmarks import Benchmarks, benchmarks
from relationship_health.analysis.capital import Capital, capital
from relationship_health.analysis.change_impact import ChangeImpact, change_impact
from relationship_health.analysis.channel_value import ChannelValue, channel_value
from relationship_health.analysis.forecast import Forecast, forecast
from relationship_health.analysis.matrix import Matrix, matrix
from relationship_health.analysis.movers import Movers, movers
from relationship_health.analysis.network import Positions
from relationship_health.analysis.retention import Retention, retention
from relationship_health.analysis.segments import Segments, SegmentSummary, segments
from relationship_health.analysis.team import Team, team
from relationship_health.analysis.then_and_now import ThenAndNow, then_and_now
from relationship_health.analysis.who_knows_whom import Introductions, who_knows_whom

__all__ = [
    "AccountPeople",
    "Accounts",
    "Actions",
    "Benchmarks",
    "Capital",
    "ChangeImpact",
    "ChannelValue",
    "Forecast",
    "Introductions",
    "Matrix",
    "Movers",
    "Positions",
    "Retention",
    "SegmentSummary",
    "Segments",
    "Team",
    "ThenAndNow",
    "accounts",
    "actions",
    "benchmarks",
    "capital",
    "change_impact",
    "channel_value",
    "forecast",
    "matrix",
    "movers",
    "retention",
    "segments",
    "team",
    "then_and_now",
    "who_knows_whom",
]
