"""A Spark session on this machine, for tests, examples and logs of middling size."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from relationship_health.distributed.spark.faults import check_installed
from relationship_health.errors import ClusterError

_PER_CORE = 4
_RETRIES = 4
_NO_LIMIT = str(2**31 - 1)
"""With any other Spark adds up after each row what it hands to Python, which costs half as much
again as handing it over."""


def local_session(
    cores: int = 2, *, memory: str = "2g", options: Mapping[str, str] | None = None
) -> Any:
    """Start Spark on this machine, or return the session that runs already.

    Nothing outside the machine can reach it, and no web page is served. Its workers are processes
    of this Python, unless ``PYSPARK_PYTHON`` names another.

    Parameters
    ----------
    cores : int
        Tasks that run at the same time.
    memory : str
        What Java may use; the Python workers come on top.
    options : mapping, optional
        Further settings of Spark.

    Returns
    -------
    pyspark.sql.SparkSession

    Raises
    ------
    MissingExtraError
        Where pyspark, pandas or pyarrow is not installed.
    ClusterError
        Where Java is missing.

    Examples
    --------
    ::

        spark = rh.distributed.local_session(cores=2)
        log = spark.read.parquet("log/*.parquet")
    """
    check_installed()
    from pyspark.errors import PySparkRuntimeError
    from pyspark.sql import SparkSession

    settings = {
        "spark.master": f"local[{cores},{_RETRIES}]", "spark.driver.memory": memory,
        "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": str(_PER_CORE * cores),
        "spark.sql.execution.arrow.maxBytesPerBatch": _NO_LIMIT,
        # What moves stays on this machine: packing it takes longer than leaving it as it is.
        "spark.shuffle.compress": "false",
        # Java's usual collector works beside the program, on cores that are few here.
        "spark.driver.extraJavaOptions": "-XX:+UseParallelGC",
        **(options or {}),
    }  # fmt: skip
    builder = SparkSession.builder.appName("relationship-health")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkRuntimeError, FileNotFoundError) as error:
        message = (
            f"Spark could not be started ({' '.join(str(error).split())}), expected Java 17 or "
            "later on this machine: install one, or set JAVA_HOME to where it is."
        )
        raise ClusterError(message) from error
    if "PYSPARK_PYTHON" not in os.environ:
        # Else workers are whichever python3 comes first, which need not be the one that runs this.
        session.sparkContext.pythonExec = sys.executable
    return session
