"""Where pyarrow comes from, or the sentence that says how to get it."""

from __future__ import annotations

from typing import Any

from relationship_health.errors import MissingExtraError


def pyarrow(feature: str = "Reading a log in parts") -> Any:
    """Return pyarrow with the modules that read and write files.

    Raises
    ------
    MissingExtraError
        Where it is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError(feature, "scan") from error
    # Its stubs are stricter than its functions, and differ from release to release.
    return pa


def value_type(given: Any) -> Any:
    """Return the type of what a column holds, however it is encoded."""
    return given.value_type if pyarrow().types.is_dictionary(given) else given
