"""Questions over a portfolio: each is answered by a small result with its words, plot and trace."""

from relationship_health.analysis.account_people import AccountPeople
from relationship_health.analysis.accounts import Accounts, accounts
from relationship_health.analysis.actions import Actions, actions
from relationship_health.analysis.change_impact import ChangeImpact, change_impact
from relationship_health.analysis.movers import Movers, movers
from relationship_health.analysis.retention import Retention, retention

__all__ = [
    "AccountPeople",
    "Accounts",
    "Actions",
    "ChangeImpact",
    "Movers",
    "Retention",
    "accounts",
    "actions",
    "change_impact",
    "movers",
    "retention",
]
