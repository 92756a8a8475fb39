"""What the CRM does with relationship_health."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import attrs
import sqlalchemy as sa

import relationship_health as rh
from crm_api.database import log_of, metadata, our_people


@attrs.frozen
class Crm:
    """Where things are: the CRM's database, the store of scores, the file of the benchmark."""

    database: sa.Engine
    scores: str
    benchmark: Path
    engine: rh.Engine = attrs.field(factory=rh.Engine)

    @classmethod
    def from_environment(cls) -> Crm:
        """Return the CRM of this machine."""
        get = os.environ.get
        return cls.at(
            get("CRM_DATABASE", "sqlite:///crm.db"), get("CRM_SCORES", "sqlite:///scores.db"),
            get("CRM_BENCHMARK", "benchmark.json"),
        )  # fmt: skip

    @classmethod
    def at(cls, database: str, scores: str, benchmark: str) -> Crm:
        """Return a CRM whose tables are there."""
        engine = sa.create_engine(database, hide_parameters=True)
        metadata.create_all(engine)
        return cls(engine, scores, Path(benchmark))

    def store(self) -> rh.ScoreStore:
        """Open the scores over time."""
        return rh.ScoreStore(self.scores)

    def portfolio(self, *pair: str) -> rh.Portfolio:
        """Read the contacts of one relationship, or of all."""
        with self.database.connect() as connection:
            return rh.Portfolio.from_frame(
                log_of(connection, *pair), time="at", our_side=our_people(connection, *pair)
            )

    def frozen(self) -> rh.Benchmark:
        """Return what is usual, as it was learned last; the shipped priors before that."""
        if self.benchmark.exists():
            return rh.Benchmark.load(self.benchmark)
        return rh.Benchmark.default()

    def score(self, *pair: str, as_of: datetime) -> rh.Scorecard:
        """Score one relationship, or all; one alone gets the very score that it gets among all."""
        return self.engine.score(self.portfolio(*pair), as_of=as_of, benchmark=self.frozen())

    def learn(self, as_of: datetime) -> None:
        """Learn anew what is usual."""
        self.engine.fit(self.portfolio(), as_of=as_of).save(self.benchmark)
