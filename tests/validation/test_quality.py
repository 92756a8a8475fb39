"""What is planted in a log is found and named, what is not there is not, and figures are right."""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relationship_health as rh
from relationship_health.arrays import Array
from relationship_health.errors import InputError
from relationship_health.simulate import Simulation, sales_team, service_desk
from relationship_health.validation import DataQuality, data_quality
from relationship_health.validation.quality.history import change_point
from tests.logs import A_FIFTH, RandomLog, logs
from tests.oracle.quality import Seen, best_change, figures

DAY = np.timedelta64(1, "D")
Log = dict[str, Array]

CLEAN_SEEDS = range(100, 112)


def judged(team: Simulation, plant: Callable[[Log], Log] = dict) -> DataQuality:
    """Judge a simulated log after something was planted in it."""
    log = {name: values.copy() for name, values in team.log.items()}
    portfolio = rh.Portfolio.from_frame(plant(log), our_side=team.our_side)
    return data_quality(portfolio, as_of=team.as_of)


def serious(quality: DataQuality) -> set[str]:
    """Name what was found."""
    return {finding.check for finding in quality.findings if finding.serious}


def kept(log: Log, keep: Array) -> Log:
    """Return some rows of a log."""
    return {name: values[keep] for name, values in log.items()}


def ours(log: Log) -> Array:
    """Rows that our side sent."""
    return np.isin(log["sender"], list(TEAM.our_side))


TEAM = sales_team(seed=42)
START, END = TEAM.log["time"].min(), TEAM.log["time"].max()


def imported_at_once(log: Log) -> Log:
    """A fifth of the rows bears the time of their import."""
    chosen = np.random.default_rng(1).random(len(log["time"])) < 0.2
    log["time"] = np.where(chosen, END - 30 * DAY, log["time"])
    return log


def imported_over_a_day(log: Log) -> Log:
    """A fifth of the rows bears times of one day, all different."""
    random = np.random.default_rng(1)
    chosen = random.random(len(log["time"])) < 0.2
    within = random.integers(0, 80_000_000_000, len(chosen)).astype("timedelta64[us]")
    log["time"] = np.where(chosen, (END - 30 * DAY).astype("datetime64[D]") + within, log["time"])
    return log


def collapsed(log: Log) -> Log:
    """After two thirds of the year only one row in five is left."""
    late = log["time"] > START + 240 * DAY
    return kept(log, ~late | (np.random.default_rng(1).random(len(late)) < 0.2))


def broken_off(log: Log) -> Log:
    """Nothing was recorded in the last month and a half."""
    return kept(log, log["time"] < END - 45 * DAY)


def with_a_hole(log: Log) -> Log:
    """Five weeks are missing in the middle."""
    return kept(log, (log["time"] < START + 100 * DAY) | (log["time"] > START + 135 * DAY))


def without_inbound(log: Log) -> Log:
    """Only what our side sent is there."""
    return kept(log, ours(log) & (log["channel"] == "email"))


def inbound_later(log: Log) -> Log:
    """What the others say was recorded from the third month on, meetings included."""
    return kept(log, ours(log) & (log["channel"] == "email") | (log["time"] > START + 90 * DAY))


def chats_of_ours_only(log: Log) -> Log:
    """One channel holds what our side wrote and no answer."""
    return kept(log, ours(log) | (log["channel"] != "chat"))


def loaded_twice(log: Log) -> Log:
    """A tenth of the rows is there twice, under other ids."""
    chosen = np.random.default_rng(1).random(len(log["time"])) < 0.1
    copy = kept(log, chosen)
    copy["interaction"] = copy["interaction"] + 10_000_000
    return {name: np.concatenate([log[name], copy[name]]) for name in log}


def days_only(log: Log) -> Log:
    """Times have lost their hours, in a zone with summer time."""
    days = log["time"].astype("datetime64[D]").astype("datetime64[us]")
    summer = (days > np.datetime64("2026-03-29")) & (days < np.datetime64("2026-10-25"))
    log["time"] = days - np.where(summer, 2, 1).astype("timedelta64[h]")
    return log


def on_one_second(log: Log) -> Log:
    """All times fall on second 37."""
    log["time"] = log["time"].astype("datetime64[m]") + np.timedelta64(37_000_000, "us")
    return log


def some_at_the_epoch(log: Log) -> Log:
    """Ten rows had no time, and got the beginning of the calendar."""
    log["time"][:10] = np.datetime64(0, "us")
    return log


def hardly_a_channel(log: Log) -> Log:
    """The channel is given for one row in fifty."""
    log["channel"][np.arange(len(log["time"])) % 50 != 0] = None
    return log


PLANTED: dict[Callable[[Log], Log], tuple[str, str]] = {
    imported_at_once: ("many at one moment", "usable with care"),
    imported_over_a_day: ("many on one day", "usable with care"),
    collapsed: ("steady volume", "usable with care"),
    broken_off: ("end of the log", "not enough"),
    with_a_hole: ("hole in the log", "usable with care"),
    without_inbound: ("inbound contact", "not enough"),
    inbound_later: ("direction at all times", "usable with care"),
    chats_of_ours_only: ("direction in every channel", "usable with care"),
    loaded_twice: ("duplicate-looking rows", "usable with care"),
    days_only: ("time of day", "usable with care"),
    on_one_second: ("second of the minute", "usable with care"),
    some_at_the_epoch: ("placeholder times", "usable with care"),
    hardly_a_channel: ("filled columns", "usable with care"),
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_what_is_planted_is_found(plant: Callable[[Log], Log]) -> None:
    """Each defect is found by the check that bears its name, and decides the verdict."""
    check, verdict = PLANTED[plant]
    quality = judged(TEAM, plant)
    assert check in serious(quality)
    assert quality.verdict == verdict
    assert any(line.startswith(check) for line in quality.words)
    # What else is found follows from the same defect: an import is a spike, a hole a change.
    assert len(serious(quality)) <= 5


@pytest.mark.parametrize("seed", CLEAN_SEEDS)
def test_a_clean_log_is_good(seed: int) -> None:
    """Nothing is found in a simulated log in which nothing was planted."""
    quality = judged(sales_team(seed=seed, relationships=120))
    assert serious(quality) == set()
    assert quality.verdict == "good"
    assert quality.words == ("Nothing was found in 20 checks that scores would suffer from.",)


def test_a_service_desk_is_good() -> None:
    """A log of another kind, of four years and without ids, is good as well."""
    portfolio = service_desk(seed=3).portfolio
    quality = data_quality(portfolio, as_of=portfolio.time.max().astype("datetime64[us]"))
    assert quality.verdict == "good"


def test_a_log_that_says_nothing_is_not_enough() -> None:
    """With one contact, nothing at all, or nothing yet, the verdict is not enough."""
    log: dict[str, list[str]] = {"sender": ["ana"], "recipient": ["bo"], "time": ["2026-01-05"]}
    one = rh.Portfolio.from_frame(log)
    none = rh.Portfolio.from_frame({name: values[:0] for name, values in log.items()})
    for portfolio, as_of in ((one, "2026-02-01"), (one, "2025-02-01"), (none, "2026-02-01")):
        assert data_quality(portfolio, as_of=as_of).verdict == "not enough"


def test_rejected_rows_are_counted() -> None:
    """Rows that could not be read make the log one to be used with care."""
    log = {name: values[:2000].astype(object) for name, values in TEAM.log.items()}
    log["sender"][:100] = None
    portfolio = rh.Portfolio.from_frame(log, our_side=TEAM.our_side, on_error="collect")
    finding = data_quality(portfolio, as_of=TEAM.as_of).finding("rejected rows")
    assert (finding.level, finding.figure) == ("care", 0.05)


def test_missing_columns_name_what_they_silence() -> None:
    """The metrics that a bare log cannot have are named, with their share of the weight."""
    log = {name: TEAM.log[name] for name in ("sender", "recipient", "time")}
    portfolio = rh.Portfolio.from_frame(log, our_side=TEAM.our_side)
    finding = data_quality(portfolio, as_of=TEAM.as_of).finding("columns")
    silent = rh.Engine().score(portfolio, as_of=TEAM.as_of).unavailable
    profile = rh.Profile.named("default")
    weights = {metric.name: profile.weight(metric.name) for metric in rh.Engine().metrics}
    share = sum(weights[name] for name in silent) / sum(weights.values())
    assert finding.figure == pytest.approx(share)
    assert all(f"{name} needs" in finding.found for name in silent)
    only = rh.Engine(metrics=["recency_decay"])
    assert data_quality(portfolio, as_of=TEAM.as_of, engine=only).finding("columns").figure == 0.0


def described(portfolio: rh.Portfolio) -> list[Seen]:
    """Describe every row of a portfolio in plain Python."""
    columns = {
        name: [portfolio.categories[name].tolist()[c] if c >= 0 else None for c in values.tolist()]
        if name in portfolio.categories
        else [None if v != v else v for v in values.tolist()]  # noqa: PLR0124  NaN is not itself
        for name, values in portfolio.columns.items()
    }
    pairs = [i for i, n in enumerate(portfolio.groups.counts.tolist()) for _ in range(n)]
    rows = []
    for i, (pair, time) in enumerate(zip(pairs, portfolio.time.tolist(), strict=True)):
        cell = {name: values[i] for name, values in columns.items()}
        contact = cell.pop("status", "done") in {"done", None}
        direction = int(portfolio.direction[i])
        personal = contact and cell.get("automated") != 1 and int(cell.get("audience") or 0) <= 10
        rows.append(Seen(
            pair=pair, time=time, ours=direction in {1, 3}, theirs=direction in {2, 3},
            sided=bool(portfolio.sided[pair]), contact=contact, personal=personal,
            channel=cell.get("channel"),
            rest=tuple(columns[n][i] for n in sorted(columns) if n != "interaction"),
        ))  # fmt: skip
    return rows


def assert_figures(portfolio: rh.Portfolio, as_of_us: int) -> None:
    """Hold every figure against the one counted row by row."""
    quality = data_quality(portfolio, as_of=np.datetime64(as_of_us, "us"))
    expected = figures(described(portfolio), as_of_us)
    ungiven = {"columns", "filled columns", "placeholder times", "rejected rows", "steady volume"}
    found = {f.check: f.figure for f in quality.findings if f.level and f.check not in ungiven}
    assert found == pytest.approx(expected)


@A_FIFTH
@given(log=logs(max_rows=40))
def test_figures_of_random_logs_are_right(log: RandomLog) -> None:
    """On random logs every figure is what counting row by row gives, or neither can tell."""
    assert_figures(log.portfolio(), log.as_of_us)


@pytest.mark.parametrize("plant", [dict, *PLANTED], ids=lambda plant: plant.__name__)
def test_figures_of_simulated_logs_are_right(plant: Callable[[Log], Log]) -> None:
    """On simulated logs, clean and not, every figure is what counting row by row gives."""
    small = np.isin(TEAM.log["sender"], TEAM.our_side[:3])
    small |= np.isin(TEAM.log["recipient"], TEAM.our_side[:3])
    log = plant(kept(TEAM.log, small))
    portfolio = rh.Portfolio.from_frame(log, our_side=TEAM.our_side)
    assert_figures(portfolio, int(np.datetime64("2026-10-20", "us").astype(np.int64)))


@given(st.lists(st.integers(0, 400), min_size=8, max_size=80))
def test_the_clearest_change_is_the_clearest(counts: list[int]) -> None:
    """Of all divisions of a series none is clearer than the one that is returned."""
    series = np.sqrt(np.array(counts, dtype=np.float64))
    place, errors = change_point(series)
    _, best = best_change(series.tolist())
    assert errors == pytest.approx(best, abs=1e-6)
    assert 3 <= place <= len(series) - 3


@A_FIFTH
@given(log=logs(max_rows=40), data=st.data())
def test_the_order_of_rows_changes_nothing(log: RandomLog, data: st.DataObject) -> None:
    """A permuted input gives the same findings bit for bit, and so do rows after as_of."""
    shuffled = attrs.evolve(log, rows=tuple(data.draw(st.permutations(log.rows))))
    first, second = (data_quality(x.portfolio(), as_of=x.as_of()) for x in (log, shuffled))
    assert repr(first.findings) == repr(second.findings)
    assert first.to_dict() == second.to_dict()


def test_later_rows_change_nothing() -> None:
    """What came after as_of has no influence."""
    then = np.datetime64("2026-06-01", "us")
    whole = TEAM.portfolio
    cut = rh.Portfolio.from_frame(kept(TEAM.log, TEAM.log["time"] <= then), our_side=TEAM.our_side)
    known = [f for f in data_quality(whole, as_of=then).findings if f.check != "rejected rows"]
    assert known == [
        f for f in data_quality(cut, as_of=then).findings if f.check != "rejected rows"
    ]


def nasty_channel(log: Log) -> Log:
    """A channel that is markup, with nothing inbound in it."""
    sent = ours(log) & (log["channel"] == "email")
    log["channel"][sent] = "<script>alert(1)</script>"
    return log


def test_texts_of_the_data_are_no_markup() -> None:
    """The name of a channel reaches a notebook escaped, and no id of a person reaches it at all."""
    quality = judged(TEAM, nasty_channel)
    assert "<script>alert(1)</script> has nothing inbound" in str(quality)
    shown = quality._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert not any(name in shown for name in TEAM.portfolio.ids.tolist())
    assert repr(quality) == "<DataQuality: 20 rows>"


def test_an_unknown_check_is_named() -> None:
    """Asking for a check that is not there lists those that are."""
    with pytest.raises(InputError, match="no check 'volume', expected one of"):
        judged(TEAM).finding("volume")


@pytest.mark.needs("matplotlib")
def test_the_plot_shows_every_week() -> None:
    """Both directions are drawn, one point for each whole week."""
    quality = judged(TEAM, with_a_hole)
    found = quality.plot()
    assert [np.size(line.get_xdata()) for line in found.lines] == [52, 52]
    assert quality.outbound.min() == 0
    assert found.get_title(loc="left") == "Data quality: usable with care"
