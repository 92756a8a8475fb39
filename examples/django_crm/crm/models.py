"""People and contacts, and what of them a score may see."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Person(models.Model):  # type: ignore[misc]  # Django brings no types
    """Someone on our side or on theirs."""

    id = models.CharField(max_length=200, primary_key=True)
    ours = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Contact(models.Model):  # type: ignore[misc]  # Django brings no types
    """Someone contacted someone."""

    sender = models.ForeignKey(Person, models.CASCADE, related_name="sent")
    recipient = models.ForeignKey(Person, models.CASCADE, related_name="received")
    at = models.DateTimeField()
    channel = models.CharField(max_length=40)
    outcome = models.CharField(max_length=40, null=True)  # noqa: DJ001  unknown is not empty
    subject = models.TextField(blank=True)

    # No subject: a score reads who, when and how, never what.
    SEEN: ClassVar = ("sender_id", "recipient_id", "at", "channel", "outcome")

    def __str__(self) -> str:
        """Return channel and moment."""
        return f"{self.channel} at {self.at}"

    @classmethod
    def log(cls, *pair: str) -> dict[str, list[Any]]:
        """Return the contacts between two people, or all of them, as columns."""
        found = cls.objects.filter(sender__in=pair, recipient__in=pair) if pair else cls.objects
        rows = list(found.values_list(*cls.SEEN))
        return {name: [row[i] for row in rows] for i, name in enumerate(cls.SEEN)}
