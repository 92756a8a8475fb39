"""The commands, and what every way of ending means to the caller's shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Literal

from cyclopts import App, CycloptsError, Parameter

from relationship_health.cli.ask import ask
from relationship_health.cli.backtest import backtest
from relationship_health.cli.check_plugin import check_installed
from relationship_health.cli.complaints import UsageError, in_options
from relationship_health.cli.demo import demo
from relationship_health.cli.explain import explain
from relationship_health.cli.history import history
from relationship_health.cli.kept import check_options_file, kept_options
from relationship_health.cli.new_plugin import new_plugin
from relationship_health.cli.options import PluginChoice
from relationship_health.cli.partition import partition
from relationship_health.cli.plugins import list_plugins
from relationship_health.cli.printing import say, show_lines
from relationship_health.cli.read import read
from relationship_health.cli.report import report
from relationship_health.cli.score import score
from relationship_health.errors import PluginError, RelationshipHealthError
from relationship_health.plugins import allow_list_from_environment, installed_version

DONE, UNUSABLE, MISUSED, PLUGIN_FAILED, INTERRUPTED = 0, 1, 2, 3, 130

_HELP = """How healthy is each relationship, why, and what would change it: scores from logs of who
contacted whom, with reasons and uncertainty. Nothing leaves this machine."""

_EPILOGUE = """Exit codes: 0 done; 1 the input could not be used; 2 wrong usage; 3 a plugin failed,
and what does not need it was still done; 130 interrupted.

Options can live in relationship-health.toml of the working directory: those of any log under
[log], those of one command under its name, such as [score].

RELATIONSHIP_HEALTH_PLUGINS lists the plugins that may be loaded, by name; empty for none."""


def _version() -> str:
    return installed_version() or "not installed"


app = App(
    name="relationship-health",
    help=_HELP,
    help_epilogue=_EPILOGUE,
    help_format="markdown",
    version=_version,
)
app.meta.suppress_keyboard_interrupt = False  # `run` says how an interruption ends
LOG_COMMANDS = (score, explain, history, ask, backtest, report, read, partition)
for command in LOG_COMMANDS:
    app.command(command, config=kept_options(command.__name__))
app.command(demo)
plugins_app = App(name="plugins", help="What plugins there are, whether one is sound, a new one.")
plugins_app.command(list_plugins, name="list")
plugins_app.command(check_installed, name="check")
plugins_app.command(new_plugin, name="new")
app.command(plugins_app)


@app.command
def completion(shell: Literal["bash", "zsh", "fish", "powershell"], /) -> int:
    """Print what makes a shell complete commands and options; nothing is installed.

    Parameters
    ----------
    shell
        For which shell.
    """
    show_lines([app.generate_completion(shell=shell)])
    return DONE


@app.meta.default
def _with_plugins(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
    no_plugins: Annotated[bool, Parameter(negative="", show_default=False)] = False,
    no_plugin: Annotated[tuple[str, ...], Parameter(negative="", show_default=False)] = (),
) -> int:
    """Run a command with the plugins that the options and the environment allow.

    Parameters
    ----------
    tokens
        The command and its arguments.
    no_plugins
        Load no plugin.
    no_plugin
        Load all but this one; can be repeated.
    """
    allowed = () if no_plugins else allow_list_from_environment(os.environ)
    command, bound, ignored = app.parse_args(tokens, print_error=False, exit_on_error=False)
    more = {"plugins": PluginChoice(allowed=allowed, blocked=no_plugin)} if ignored else {}
    result: int = command(*bound.args, **bound.kwargs, **more)
    return result


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; every error is one sentence on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # names need not fit the terminal's encoding
            stream.reconfigure(errors="backslashreplace")
    try:
        check_options_file(tuple(command.__name__ for command in LOG_COMMANDS))
        code: int | None = app.meta(
            arguments, print_error=False, exit_on_error=False, result_action="return_value"
        )
        sys.stdout.flush()
    except (CycloptsError, UsageError) as error:
        return _ended(str(error), MISUSED)
    except PluginError as error:
        return _ended(str(error), PLUGIN_FAILED)
    except RelationshipHealthError as error:
        return _ended(in_options(str(error)), UNUSABLE)
    except KeyboardInterrupt:
        return _ended("Interrupted.", INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has seen enough; the interpreter must not flush the rest.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code or DONE


def _ended(sentence: str, code: int) -> int:
    say(" ".join(sentence.split()))
    return code
