"""Histories of customers as the models see them: how often, how recently, since when."""

from __future__ import annotations

from typing import Any, Self

import attrs
import numpy as np

from relationship_health.arrays import Array, Bools, Floats
from relationship_health.errors import InputError


@attrs.frozen(slots=True, eq=False)
class Histories:
    """What is known of each customer, in one unit of time.

    Parameters
    ----------
    frequency : float64 array, whole numbers from 0
        Repeat transactions: all but the first.
    recency : float64 array in [0, age]
        Time from the first transaction to the last one; 0 without a repeat.
    age : float64 array, at least 0
        Time from the first transaction to the end of the observation.

    Examples
    --------
    >>> Histories.of([2, 0], [30.43, 0], [38.86, 38.86]).silence.round(2)
    array([ 8.43, 38.86])
    """

    frequency: Floats
    recency: Floats
    age: Floats

    @classmethod
    def of(cls, frequency: Any, recency: Any, age: Any) -> Self:
        """Check the three arrays and bring them to one shape.

        Raises
        ------
        InputError
            Where lengths differ, nothing is there, or a history is impossible.
        """
        names = ("frequency", "recency", "age")
        given = {
            name: numbers(name, values)
            for name, values in zip(names, (frequency, recency, age), strict=True)
        }
        x, last, end = together(given)
        refuse("frequency", x, (x < 0) | (x != np.rint(x)), "a whole number from 0: count repeats")
        refuse("recency", last, last < 0, "0 or more: it is measured from the first transaction")
        refuse("age", end, end < 0, "0 or more: leave out who came after the end")
        refuse(
            "recency", last, last > end,
            "no more than the age: both run from the first transaction, in one unit",
        )  # fmt: skip
        refuse(
            "recency", last, (x == 0) & (last > 0),
            "0 where frequency is 0: without a repeat the last transaction is the first",
        )  # fmt: skip
        return cls(x, last, end)

    @property
    def silence(self) -> Floats:
        """Time since the last transaction."""
        return self.age - self.recency

    def flat(self) -> Self:
        """Return them with one dimension."""
        return type(self)(self.frequency.ravel(), self.recency.ravel(), self.age.ravel())

    def distinct(self) -> tuple[Self, Floats]:
        """Return each history once, and how many customers have it.

        Examples
        --------
        >>> Histories.of([0, 0, 1], [0, 0, 2], [9, 9, 9]).distinct()[1]
        array([2., 1.])
        """
        rows = np.stack([self.frequency, self.recency, self.age], axis=1)
        found, counts = np.unique(rows, axis=0, return_counts=True)
        x, last, end = (np.ascontiguousarray(column) for column in found.T)
        return type(self)(x, last, end), counts.astype(np.float64)


def numbers(name: str, values: Any) -> Floats:
    """Return finite numbers as float64.

    Raises
    ------
    InputError
        Where there are none, or something else is among them.

    Examples
    --------
    >>> numbers("age", [1, 2])
    array([1., 2.])
    """
    try:
        result: Floats = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        message = f"{name} is no array of numbers ({error}), expected one number per customer."
        raise InputError(message) from error
    if not result.size:
        message = f"{name} is empty, expected one number per customer: select at least one."
        raise InputError(message)
    refuse(name, result, ~np.isfinite(result), "a finite number: leave out who is not known")
    return result


def together(given: dict[str, Floats]) -> list[Floats]:
    """Bring arrays to one shape; single numbers stand for every customer.

    Raises
    ------
    InputError
        Where lengths differ.

    Examples
    --------
    >>> together({"age": np.ones(2), "horizon": np.array(3.0)})[1]
    array([3., 3.])
    """
    shapes = {values.shape for values in given.values() if values.ndim}
    if len(shapes) > 1:
        said = ", ".join(f"{name} {values.shape}" for name, values in given.items() if values.ndim)
        message = f"The shapes differ ({said}), expected equal ones: one element per customer."
        raise InputError(message)
    shape = next(iter(shapes), ())
    return [np.array(np.broadcast_to(values, shape)) for values in given.values()]


def refuse(name: str, values: Array, wrong: Bools, expected: str) -> None:
    """Raise an error that names the first wrong element.

    Raises
    ------
    InputError
        Where any element is wrong.

    Examples
    --------
    >>> refuse("age", np.array([-1.0]), np.array([True]), "0 or more: check the end")
    Traceback (most recent call last):
    relationship_health.errors.InputError: age[0] is -1, expected 0 or more: check the end.
    """
    if not wrong.any():
        return
    place = int(np.flatnonzero(wrong.ravel())[0])
    where = f"{name}[{place}]" if wrong.ndim else name
    more = int(wrong.sum()) - 1
    others = f" (and {more:,} more like it)" if more else ""
    message = f"{where} is {float(values.ravel()[place]):g}{others}, expected {expected}."
    raise InputError(message)
