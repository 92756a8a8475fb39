"""The requests."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import attrs
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST

import relationship_health as rh
from crm import scoring
from crm.models import Person

SHOWN = ("source", "target", "as_of", "health", "lower", "upper", "status", "band")


def one(request: HttpRequest, source: str, target: str) -> JsonResponse:
    """Score one relationship now, or as of a moment, and say why."""
    # The library never reads the clock: the application says what time it is.
    moment = parse_datetime(request.GET.get("as_of", "")) or timezone.now()
    try:
        explanation = scoring.score(source, target, as_of=moment).explain((source, target))
    except (rh.errors.UnknownRelationshipError, rh.errors.InputError) as error:
        raise Http404("no contact between the two by then") from error  # noqa: EM101, TRY003
    told = attrs.asdict(explanation, recurse=False)
    return JsonResponse(plain(told, *SHOWN) | {"why": str(explanation)})


def history(request: HttpRequest, source: str, target: str) -> JsonResponse:  # noqa: ARG001
    """Show how one relationship went, night by night."""
    try:
        columns = scoring.store().history([(source, target)]).columns()
    except LookupError as error:
        raise Http404("not scored yet") from error  # noqa: EM101, TRY003
    return JsonResponse({"history": table(columns, "as_of", "health", "lower", "upper", "band")})


def ranked(request: HttpRequest) -> JsonResponse:
    """Show the relationships of the last night, the surest first."""
    runs = scoring.store().runs()
    if not runs:
        raise Http404("not scored yet")  # noqa: EM101, TRY003
    rows = table(scoring.store().load(runs[-1]).columns(), "source", "target", "health", "lower")
    known = [row for row in rows if row["health"] is not None]
    known.sort(key=lambda row: -row["lower"])
    return JsonResponse({"relationships": known[: int(request.GET.get("limit", 20))]})


@require_POST  # type: ignore[untyped-decorator]  # Django brings no types
def forget(request: HttpRequest, person: str) -> HttpResponse:  # noqa: ARG001
    """Delete a person, their contacts and their scores."""
    Person.objects.filter(id=person).delete()
    scoring.store().erase(person)
    return HttpResponse(status=204)


def plain(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return some cells of a row, None where unknown: JSON has no NaN."""
    cells = {name: row[name] for name in names}
    return {
        name: None if isinstance(cell, float) and math.isnan(cell) else cell
        for name, cell in cells.items()
    }


def table(columns: Mapping[str, Any], *names: str) -> list[dict[str, Any]]:
    """Return some columns as rows."""
    cells = zip(*(columns[name].tolist() for name in names), strict=True)
    return [plain(dict(zip(names, row, strict=True)), *names) for row in cells]
