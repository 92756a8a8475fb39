"""The backtest as a user calls it, on a simulated team."""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib.util import find_spec

import attrs
import numpy as np
import pytest

import relationship_health as rh
from relationship_health.columns import moment_from
from relationship_health.errors import InputError
from relationship_health.validation import BacktestResult, backtest
from relationship_health.validation.asking import Asked
from relationship_health.validation.judging import judge
from relationship_health.validation.rivals import rivals_for
from relationship_health.validation.standing import Standing
from tests.oracle import figures as oracle
from tests.validation._teams import HORIZON, METRICS, engine, team

TAUGHT = ["probability"] if find_spec("sklearn") else []


@cache
def result() -> BacktestResult:
    """Test once for all tests."""
    return backtest(team(), engine(), horizon_days=HORIZON, origins=4, resamples=200)


def row(target: str, score: str, found: BacktestResult | None = None) -> dict[str, object]:
    """Return one row of the table."""
    table = (found or result()).columns()
    (place,) = np.flatnonzero((table["target"] == target) & (table["score"] == score))
    return {name: values[place] for name, values in table.items()}


@pytest.mark.needs("scipy")
def test_everybody_is_asked_both_questions() -> None:
    """The engine, each metric, every rival and the logistic have a row for each target."""
    others = [rival.name for rival in rivals_for()]
    names = ["outlook", "health", *METRICS, *others, *TAUGHT, "logistic"]
    table = result().columns()
    for target in ("contact", "continues"):
        assert table["score"][table["target"] == target].tolist() == names
    kinds = dict(zip(table["score"].tolist(), table["kind"].tolist(), strict=True))
    assert (kinds["health"], kinds["stickiness"]) == ("engine", "metric")
    assert (kinds["rival.rfm"], kinds["logistic"]) == ("rival", "fitted")


def test_figures_are_those_of_scorecards_made_by_hand() -> None:
    """AUC is the mean over later origins of what plain scoring at each of them gives."""
    found = result()
    for target, figure in (("contact", "outlook"), ("continues", "health")):
        areas = []
        for standing in found.standings[2:]:
            as_of = moment_from(standing.targets.origin_us)
            card = engine().score(team(), as_of=as_of)
            scores = card.outlook(HORIZON) if figure == "outlook" else card.health
            whole = np.full(len(team()), np.nan)
            whole[card.rows] = scores
            chosen = [i for i in standing.targets.rows(target).tolist() if whole[i] == whole[i]]
            happened = standing.targets.happened(target)[chosen].tolist()
            areas.append(oracle.auc(whole[chosen].tolist(), happened))
        assert row(target, figure)["auc"] == pytest.approx(np.nanmean(areas))


def test_rows_are_the_same_for_all_rivals() -> None:
    """Every rival is asked about exactly the rows on which the engine has an answer."""
    table = result().columns()
    for target in ("contact", "continues"):
        rival = (table["target"] == target) & (table["kind"] != "metric")
        rows = dict(zip(table["score"][rival].tolist(), table["rows"][rival].tolist(), strict=True))
        asked = sum(len(standing.rows(target)) for standing in result().standings[2:])
        # Who never engaged has no history for the lifetime models, nor for outlook.
        unknowing = {"outlook", "rival.mbg_nbd", "rival.mbg_nbd_expected"}
        unknowing |= {"probability", "health"} if target == "contact" else set()
        assert {rows[name] for name in rows.keys() - unknowing} == {asked}
        low, value, high = (table[f"auc{end}"][rival] for end in ("_lower", "", "_upper"))
        assert ((low <= value) & (value <= high)).all()


def test_intervals_and_findings_agree() -> None:
    """A finding is the sign of an interval, and the engine's own answers have none."""
    table = result().columns()
    low, high = table["ahead_lower"], table["ahead_upper"]
    expected = np.where(high < 0, "better", np.where(low > 0, "worse", "cannot tell"))
    expected[np.isnan(low)] = ""
    assert table["finding"].tolist() == expected.tolist()
    assert row("contact", "outlook")["finding"] == row("continues", "health")["finding"] == ""


def test_probabilities_say_where_they_come_from() -> None:
    """Outlook and the logistic speak for themselves, all others are mapped on early origins."""
    chances = {
        score: row("contact", score)["chance"] for score in ("outlook", "logistic", "health")
    }
    assert chances == {"outlook": "own", "logistic": "own", "health": "mapped"}
    assert row("continues", "outlook")["chance"] == "mapped"
    for score in chances:
        found = row("contact", score)
        assert 0.0 < found["brier"] < 0.5  # type: ignore[operator]
        assert found["calibration_error_lower"] <= found["calibration_error"]  # type: ignore[operator]


def test_the_same_call_gives_the_same_bits() -> None:
    """Seed and data decide every figure; another seed moves intervals, never figures."""
    again = backtest(team(), engine(), horizon_days=HORIZON, origins=4, resamples=200).columns()
    other = backtest(team(), engine(), horizon_days=HORIZON, origins=4, resamples=200, seed=1)
    table, moved = result().columns(), other.columns()
    for name, values in table.items():
        assert values.tolist() == again[name].tolist() or np.array_equal(
            values, again[name], equal_nan=True
        )
    assert np.array_equal(table["auc"], moved["auc"], equal_nan=True)
    assert not np.array_equal(table["auc_lower"], moved["auc_lower"], equal_nan=True)


def test_shuffled_outcomes_are_no_better_than_a_coin() -> None:
    """With outcomes dealt out anew among the rows, the interval of AUC holds one half."""
    random = np.random.default_rng(8)

    def shuffled(asked: Asked) -> Asked:
        return attrs.evolve(asked, outcomes=tuple(map(random.permutation, asked.outcomes)))

    outside = asked = 0
    for _ in range(5):
        verdicts = judge([shuffled(q) for q in result().questions], resamples=200, seed=0)
        for verdict in verdicts:
            low, high = verdict.auc.interval
            asked += 1
            outside += not low <= 0.5 <= high
            assert abs(verdict.auc.value - 0.5) < 0.25
    assert outside / asked < 0.12


def test_what_is_known_at_an_origin_is_all_that_is_used() -> None:
    """Scores at an origin are the same bits when the log ends there."""
    random = np.random.default_rng(6)
    who, ours = random.integers(0, 40, 2_000), random.random(2_000) < 0.5
    log = {
        "sender": np.where(ours, "us", np.char.add("them", who.astype(str))).astype(object),
        "recipient": np.where(ours, np.char.add("them", who.astype(str)), "us").astype(object),
        "time": random.integers(0, 300 * 86_400, 2_000),
    }
    whole = rh.Portfolio.from_frame(log, time_unit="s", our_side={"us"})
    found = backtest(whole, engine(), horizon_days=30, origins=2, resamples=32)
    for standing in found.standings:
        origin = standing.targets.origin_us
        past = {name: values[log["time"] * 1_000_000 <= origin] for name, values in log.items()}
        early = rh.Portfolio.from_frame(past, time_unit="s", our_side={"us"})
        card = engine().score(early, as_of=moment_from(origin))
        expected = {"health": card.health, "outlook": card.outlook(30)}
        for name, values in expected.items():
            place = [whole.find(*key) for key in early.keys]
            assert np.array_equal(standing.scores[name][place], values, equal_nan=True)


def test_one_origin_fits_nothing() -> None:
    """With one origin nothing is learned from outcomes, and that is said."""
    found = backtest(team(), engine(), horizon_days=HORIZON, origins=1, resamples=32)
    table = found.columns()
    assert "logistic" not in table["score"]
    assert set(table["chance"]) == {"own", ""}
    assert any("need an earlier origin" in sentence for sentence in found.missing)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"horizon_days": 0}, "horizon_days is 0"),
        ({"horizon_days": 300}, "The log spans"),
        ({"resamples": 0}, "resamples is 0"),
        ({"resamples": 10.5}, "resamples is 10.5"),
        ({"resamples": "many"}, "resamples is 'many'"),
        ({"origins": 0}, "origins is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"until": "1999-01-01"}, "holds no contact"),
    ],
)
def test_nonsense_is_refused(arguments: dict[str, object], sentence: str) -> None:
    """An argument that makes no sense is refused before any work, in one sentence."""
    with pytest.raises(InputError, match=sentence):
        backtest(team(), engine(), **arguments)  # type: ignore[arg-type]


def test_without_scipy_the_models_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without scipy the lifetime model is missing by name, and all else is there."""
    for name in [name for name in sys.modules if name.split(".")[0] == "scipy"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "scipy", None)
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    found = backtest(team(), engine(), horizon_days=HORIZON, origins=2, resamples=32)
    (sentence,) = [line for line in found.missing if "rival.mbg_nbd" in line]
    assert "stats" in sentence
    assert "rival.rfm" in found.columns()["score"]
    assert "rival.mbg_nbd" not in found.columns()["score"]


@pytest.mark.needs("sklearn")
def test_what_outcomes_teach_is_taught_by_earlier_ones_only() -> None:
    """A forecast that the engine brings is put aside; each backtest learns its own."""
    taught = engine()
    taught.fit_weights(team(), as_of="2026-10-20", horizon_days=HORIZON)
    assert taught.forecast is not None
    found = backtest(team(), taught, horizon_days=HORIZON, origins=4, resamples=200)
    assert found.standings[0].benchmark.forecast is None
    learned = found.standings[-1].benchmark.forecast
    assert learned is not None
    assert (learned.origins, learned == taught.forecast) == (2, False)
    ours, again = (row("continues", "probability", each) for each in (result(), found))
    assert ours["auc"] == again["auc"]
    assert (ours["kind"], ours["chance"]) == ("fitted", "own")
    assert any("Taught by those outcomes" in sentence for sentence in found.words)


@pytest.mark.needs("sklearn")
def test_too_few_outcomes_teach_nothing() -> None:
    """Where too few went on or ended, the probability is missing, and the reason is told."""
    chosen = np.arange(len(team())) < 12
    found = backtest(team().select(chosen), engine(), horizon_days=HORIZON, resamples=32)
    assert "probability" not in found.columns()["score"]
    assert any(sentence.startswith("probability: Of ") for sentence in found.missing)


@pytest.mark.needs("scipy")
def test_words_say_who_wins() -> None:
    """There is a line for the best rival on either target, and one for the logistic."""
    words = "\n".join(result().words)
    assert words.count("The best of 8 rivals is rival.") == 2
    assert words.count("A logistic regression fitted to the earlier outcomes") == 2
    assert "ranks" in words
    assert "expected calibration error" in words
    assert "from the last 2 origins" in words


def test_the_result_is_a_frame_and_json() -> None:
    """It prints, serialises with null for unknown, and shows sizes only in its repr."""
    found = result()
    told = json.loads(json.dumps(found.to_dict()))
    assert told["rows"][0]["ahead"] is None
    assert len({row["origin"] for row in told["by_origin"]}) == 4
    assert told["leaks"] == []
    assert repr(found).startswith(f"<BacktestResult: {len(found)} rows")
    assert "<table" in found._repr_html_()
    by_origin = found.by_origin("dict")
    assert len(set(by_origin["origin"].tolist())) == 4
    chosen = (by_origin["score"] == "health") & (by_origin["target"] == "continues")
    later = by_origin["auc"][chosen & by_origin["evaluated"]]
    assert np.nanmean(later) == pytest.approx(row("continues", "health")["auc"])


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("name", ["plot", "roc", "lift", "calibration"])
def test_every_plot_draws(name: str) -> None:
    """Each plot returns labelled axes with the engine's answer in its legend or on its axis."""
    import matplotlib.pyplot as plt

    for target, answer in (("contact", "outlook"), ("continues", "health")):
        axes = getattr(result(), name)(target)
        texts = [text.get_text() for text in axes.get_legend().get_texts()]
        names = texts + [tick.get_text() for tick in axes.get_yticklabels()]
        assert any(text.startswith(answer) for text in names)
        assert axes.get_xlabel()
        plt.close(axes.figure)
    with pytest.raises(InputError, match="target is 'tomorrow'"):
        getattr(result(), name)("tomorrow")


def test_a_score_nobody_has_is_refused() -> None:
    """A curve of an unknown score is refused with the names of those that there are."""
    with pytest.raises(InputError, match=r"no score 'helth', expected some of outlook, health"):
        result().roc(scores=["helth"])


def test_outcomes_of_one_kind_rank_nothing() -> None:
    """Where everybody is in contact all the time the words say that nothing ranks."""
    days = np.arange(0, 200, 2)
    log = {
        "sender": ["ana", "bo"] * len(days), "recipient": ["bo", "cy"] * len(days),
        "time": np.repeat(days * 86_400, 2).tolist(),
    }  # fmt: skip
    portfolio = rh.Portfolio.from_frame(log, time_unit="s")
    found = backtest(portfolio, engine(), horizon_days=10, origins=4, resamples=32)
    assert sum("so nothing ranks" in sentence for sentence in found.words) == 2
    assert np.isnan(found.columns()["auc"]).all()


def test_a_log_without_anybody_alive_asks_nothing() -> None:
    """Where everybody was silent for years there are no rows, and the words say so."""
    log = {"sender": ["ana", "ana"], "recipient": ["bo", "bo"], "time": [0, 1_000 * 86_400]}
    portfolio = rh.Portfolio.from_frame(log, time_unit="s")
    found = backtest(portfolio, engine(), horizon_days=10, resamples=32)
    assert len(found) == 0
    assert sum("nothing could be asked" in sentence for sentence in found.words) == 2
    assert found.to_dict()["rows"] == []


def test_standings_keep_nothing_of_the_future_but_outcomes() -> None:
    """An outcome is there for every row, and rows have an answer."""
    standing: Standing = result().standings[0]
    for target in ("contact", "continues"):
        assert len(standing.rows(target)) == len(standing.outcome(target))
