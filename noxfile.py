"""Everyday tasks, each in its own fresh environment.

``nox`` runs what a change has to pass; ``nox --list`` shows every session; and
``nox -s tests -- tests/kernels -k decay`` hands the rest of the line to pytest.
"""

from __future__ import annotations

from pathlib import Path

import nox

PROJECT = nox.project.load_toml("pyproject.toml")
CHECKERS = nox.project.dependency_groups(PROJECT, "check")
VERSIONS = ["3.11", "3.12", "3.13", "3.14"]

nox.needs_version = ">=2025.2.9"
nox.options.sessions = ["tests", "core", "types", "lint", "imports", "docs"]
nox.options.reuse_existing_virtualenvs = True
# A developer rarely has every version at hand; those that are missing are named as skipped.
nox.options.error_on_missing_interpreters = False


@nox.session(python=VERSIONS)
def tests(session: nox.Session) -> None:
    """Run the whole suite on every Python version at hand."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", "-n", "auto", *session.posargs)


@nox.session(python=VERSIONS)
def core(session: nox.Session) -> None:
    """Run what needs no extra on a bare install; the rest skips and is named."""
    session.install("-e", ".", "pytest>=9", "hypothesis")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def spark(session: nox.Session) -> None:
    """Run the tests of Spark, which needs Java, in one session of it."""
    session.install("-e", ".[test,spark]")
    session.run("python", "-m", "pytest", "tests/distributed", "-k", "spark", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types, strictly."""
    session.install("-e", ".[test]", *CHECKERS)
    session.run("mypy", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and formatting; ``nox -s lint -- --fix`` mends what can be mended."""
    session.install(*(name for name in CHECKERS if name.startswith("ruff")))
    session.run("ruff", "check", *session.posargs, ".")
    if "--fix" in session.posargs:
        session.run("ruff", "format", ".")
    else:
        session.run("ruff", "format", "--check", ".")


@nox.session
def imports(session: nox.Session) -> None:
    """Check that imports run one way."""
    session.install("-e", ".", *(name for name in CHECKERS if name.startswith("import-linter")))
    session.run("lint-imports", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into docs/_build; anything that Sphinx doubts is an error."""
    session.install("-e", ".[docs]")
    strict = ("-n", "-W", "--keep-going", "-b", "html")
    session.run("python", "-m", "sphinx", *strict, *session.posargs, "docs", "docs/_build")


@nox.session
def bench(session: nox.Session) -> None:
    """Run the benchmarks, all contenders in one run; results are printed and kept nowhere.

    RELATIONSHIP_HEALTH_BENCHMARK_ROWS sets the size, 2 million interactions by default.
    """
    session.install("-e", ".[test]", *nox.project.dependency_groups(PROJECT, "bench"))
    # The suite's own options would turn what pytest-benchmark warns of into errors.
    session.run(
        "python", "-m", "pytest", "-c", "benchmarks/pytest.ini", "benchmarks", *session.posargs,
        env={"POLARS_MAX_THREADS": "2"},
    )  # fmt: skip


@nox.session
def long(session: nox.Session) -> None:
    """Run the properties with a hundred thousand examples each: a matter of hours."""
    session.install("-e", ".[test]")
    session.run(
        "python",
        "-m",
        "pytest",
        "-n",
        "auto",
        *session.posargs,
        env={"HYPOTHESIS_PROFILE": "long"},
    )


@nox.session(python="3.11")
def fuzz(session: nox.Session) -> None:
    """Feed each reader with made-up files for a minute; ``nox -s fuzz -- ics 600`` one of them.

    In Python 3.11, for which atheris is built.
    """
    session.install("-e", ".[test]", "atheris")
    names = ["csv", "eml", "hubspot", "ics", "jsonl", "mbox", "parquet", "pipedrive", "salesforce",
             "sql", "vcard"]  # fmt: skip
    chosen, seconds = (session.posargs[:1] or names), (session.posargs[1:2] or ["60"])[0]
    seeds = Path(session.create_tmp())
    session.run("python", "-m", "tests.io.dirty.write", str(seeds))
    for name in chosen:
        session.run(
            "python", "scripts/fuzz_readers.py", name, f"-max_total_time={seconds}",
            str(seeds / name),
        )  # fmt: skip
