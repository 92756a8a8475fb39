"""What the CRM does with relationship_health."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.conf import settings

import relationship_health as rh
from crm.models import Contact, Person


@cache
def engine() -> rh.Engine:
    """Return the engine: one for the life of the process."""
    return rh.Engine()


def store() -> rh.ScoreStore:
    """Open the scores over time."""
    return rh.ScoreStore(settings.SCORE_STORE)


def portfolio(*pair: str) -> rh.Portfolio:
    """Read the contacts of one relationship, or of all."""
    ours = Person.objects.filter(ours=True).values_list("id", flat=True)
    return rh.Portfolio.from_frame(
        Contact.log(*pair), sender="sender_id", recipient="recipient_id", time="at",
        our_side=set(ours),
    )  # fmt: skip


def frozen() -> rh.Benchmark:
    """Return what is usual, as it was learned last; the shipped priors before that."""
    if settings.BENCHMARK.exists():
        return rh.Benchmark.load(settings.BENCHMARK)
    return rh.Benchmark.default()


def score(*pair: str, as_of: datetime) -> rh.Scorecard:
    """Score one relationship, or all; one alone gets the very score that it gets among all."""
    return engine().score(portfolio(*pair), as_of=as_of, benchmark=frozen())


def learn(as_of: datetime) -> None:
    """Learn anew what is usual."""
    engine().fit(portfolio(), as_of=as_of).save(settings.BENCHMARK)
