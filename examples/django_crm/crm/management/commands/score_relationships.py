"""The job for cron: ``manage.py score_relationships [--fit] [--as-of 2026-11-01]``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from crm import scoring


class Command(BaseCommand):  # type: ignore[misc]  # Django brings no types
    """Score all relationships and save the run, or learn what is usual."""

    help = "Score all relationships and save the run."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the options."""
        parser.add_argument("--fit", action="store_true", help="learn what is usual before")
        parser.add_argument("--as-of", type=datetime.fromisoformat, default=None)

    def handle(self, **options: Any) -> None:
        """Do it."""
        moment = options["as_of"] or timezone.now()
        if options["fit"]:
            scoring.learn(moment)
        # Whole or not at all, and once: after a failure the job can simply run again.
        run = scoring.store().save(scoring.score(as_of=moment))
        self.stdout.write(f"saved run {run.id} as of {run.as_of:%Y-%m-%d %H:%M} UTC")
