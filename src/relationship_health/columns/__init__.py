"""The columnar log: portfolio, blocks, conversations, row accounting."""

from relationship_health.columns.account import Account, Tally
from relationship_health.columns.accounting import Issue, Issues, RowAccount, check_on_error
from relationship_health.columns.asked import check_portfolio, moment_in
from relationship_health.columns.block import Block
from relationship_health.columns.cases import followed
from relationship_health.columns.clock import Clock, moment_from, read_moment, read_times
from relationship_health.columns.comparing import unchanged
from relationship_health.columns.conversations import US_PER_DAY, Conversations, Rhythm
from relationship_health.columns.keys import Key
from relationship_health.columns.origins import Origin, trace
from relationship_health.columns.portfolio import BLOCK_ROWS, Portfolio
from relationship_health.columns.preference import Match, match
from relationship_health.columns.scenarios import Imagined, imagine
from relationship_health.columns.sides import OurSide
from relationship_health.columns.standard import OPTIONAL_NAMES
from relationship_health.columns.trials import Trials

__all__ = [
    "BLOCK_ROWS",
    "OPTIONAL_NAMES",
    "US_PER_DAY",
    "Account",
    "Block",
    "Clock",
    "Conversations",
    "Imagined",
    "Issue",
    "Issues",
    "Key",
    "Match",
    "Origin",
    "OurSide",
    "Portfolio",
    "Rhythm",
    "RowAccount",
    "Tally",
    "Trials",
    "check_on_error",
    "check_portfolio",
    "followed",
    "imagine",
    "match",
    "moment_from",
    "moment_in",
    "read_moment",
    "read_times",
    "trace",
    "unchanged",
]
