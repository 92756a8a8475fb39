"""The estimators keep scikit-learn's own rules, and do what they say beyond them."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("pandas")

from sklearn.utils.estimator_checks import (
    parametrize_with_checks,
)

import relationship_health as rh
from relationship_health.arrays import Floats
from relationship_health.errors import InputError, MissingExtraError
from relationship_health.simulate import sales_team
from relationship_health.validation import estimators, relationship_matrix
from relationship_health.validation.estimators import HealthClassifier, MetricTransformer


def exceptions(estimator: Any) -> dict[str, str]:
    """Name the checks that cannot pass, each with its reason."""
    if not getattr(estimator, "calibrated", False):
        return {}
    return {
        "check_sample_weight_equivalence_on_dense_data": (
            "rows are divided into parts to be left out, and a row given twice falls into two "
            "parts where one of double weight falls into one"
        )
    }


@parametrize_with_checks(
    [
        MetricTransformer(),
        MetricTransformer(indicator=False),
        HealthClassifier(),
        HealthClassifier(positive=False),
        HealthClassifier(positive=False, calibrated=True),
    ],
    expected_failed_checks=exceptions,
)  # type: ignore[untyped-decorator]
def test_scikit_learn_accepts_them(estimator: Any, check: Any) -> None:
    """Every check of scikit-learn passes, save those that are named."""
    check(estimator)


def learned() -> tuple[Any, Floats]:
    """Metrics of a simulated team at mid-year, and whether each relationship spoke since."""
    team = sales_team(seed=5, relationships=120)
    engine = rh.Engine()
    then = "2026-06-01"
    x = relationship_matrix(
        team.portfolio, as_of=then, engine=engine, evidence=True, keys=True, backend="pandas"
    )
    later = team.portfolio.groups.reduce(np.maximum, team.portfolio.time, 0)
    place = [team.portfolio.find(*key) for key in zip(x["source"], x["target"], strict=True)]
    spoke = later[place] > np.datetime64("2026-08-01", "us").astype(np.int64)
    return x.drop(columns=["source", "target"]), spoke.astype(np.float64)


X, Y = learned()
METRICS = [name for name in X if not name.startswith("evidence.")]


def test_the_matrix_is_the_scorecard() -> None:
    """Values and evidence are those of a scorecard, row by row."""
    team = sales_team(seed=5, relationships=120)
    card = rh.Engine().score(team.portfolio, as_of="2026-06-01")
    assert list(card.evaluation.names) == METRICS
    np.testing.assert_array_equal(X[METRICS].to_numpy(), card.evaluation.values)
    np.testing.assert_array_equal(X.to_numpy()[:, len(METRICS) :], card.evaluation.evidence)


def test_a_frame_goes_in_and_a_named_frame_comes_out() -> None:
    """With set_output the columns are the metrics, then an indicator for each incomplete one."""
    transformer = MetricTransformer().set_output(transform="pandas")
    out = transformer.fit_transform(X[METRICS])
    incomplete = [f"unknown.{name}" for name in METRICS if X[name].isna().any()]
    assert list(out) == METRICS + incomplete
    assert incomplete
    assert not out.isna().any(axis=None)
    assert list(transformer.get_feature_names_out()) == list(out)
    known = X[METRICS].notna()
    assert (out[METRICS][known].fillna(-1) == X[METRICS].fillna(-1).where(known, -1)).all(axis=None)


def test_little_evidence_is_drawn_to_what_is_usual() -> None:
    """With shrink every value lies between its own and the usual one, weighed by evidence."""
    out = MetricTransformer(shrink=4.0, indicator=False).fit(X)
    values = out.transform(X)
    for row, (value, evidence) in enumerate(
        zip(X[METRICS].to_numpy(), X.to_numpy()[:, len(METRICS) :], strict=True)
    ):
        for column, usual in enumerate(out.usual_):
            e = evidence[column]
            own = usual if e == 0 else value[column]
            assert values[row, column] == pytest.approx((e * own + 4.0 * usual) / (e + 4.0))


def test_columns_without_evidence_are_refused() -> None:
    """With shrink a table that holds no evidence is an error that says where to get it."""
    for wrong in (X[METRICS], X[METRICS[:4]], X[[*METRICS[:3], *list(X)[-3:]]]):
        with pytest.raises(InputError, match="evidence=True"):
            MetricTransformer(shrink=4.0).fit(wrong)
    with pytest.raises(InputError, match="shrink is"):
        MetricTransformer(shrink=-1.0).fit(X)
    with pytest.raises(InputError, match="unknown or negative"):
        MetricTransformer(shrink=1.0).fit(-X.fillna(0.0))


def test_contributions_add_up_and_none_counts_against() -> None:
    """The parts of a row sum to its log odds, weights are not negative, unknown adds nothing."""
    model = HealthClassifier().fit(X[METRICS], Y)
    parts = model.contributions(X[METRICS])
    odds = parts.sum(axis=1) + model.intercept_[0]
    np.testing.assert_array_equal(odds, model.decision_function(X[METRICS]))
    np.testing.assert_allclose(model.predict_proba(X[METRICS])[:, 1], 1 / (1 + np.exp(-odds)))
    assert (model.coef_ >= 0.0).all()
    assert not parts[X[METRICS].isna().to_numpy()].any()
    assert (HealthClassifier(positive=False).fit(X[METRICS], Y).coef_ < 0.0).any()


def test_fitted_weights_go_into_an_engine() -> None:
    """The weights add up to 100, and an engine takes them by name."""
    weights = HealthClassifier().fit(X[METRICS], Y).to_weights()
    assert list(weights) == METRICS
    assert sum(weights.values()) == pytest.approx(100.0)
    assert rh.Engine(weights=weights).profile.weight("recency_decay") == weights["recency_decay"]
    with pytest.raises(InputError, match="positive=True"):
        HealthClassifier(positive=False).fit(X[METRICS], Y).to_weights()


def test_it_works_inside_a_pipeline_and_a_search() -> None:
    """Cloning, grids and pipelines of scikit-learn work, and beat chance on rows left out."""
    from sklearn.model_selection import GridSearchCV
    from sklearn.pipeline import make_pipeline

    steps = make_pipeline(MetricTransformer(shrink=1.0), HealthClassifier())
    grid = {"healthclassifier__penalty": [0.3, 3.0], "metrictransformer__shrink": [0.5, 5.0]}
    found = GridSearchCV(steps, grid, scoring="roc_auc", cv=3).fit(X, Y)
    assert found.best_score_ > 0.7


def test_calibration_mends_what_is_too_sure() -> None:
    """Of a model that is far too timid, calibration brings the probabilities near the truth."""
    random = np.random.default_rng(0)
    x = random.random((4_000, 1))
    p = np.where(x[:, 0] > 0.5, 0.9, 0.1)
    y = (random.random(4_000) < p).astype(np.float64)
    groups = np.arange(4_000) // 2
    timid = HealthClassifier(penalty=500.0).fit(x, y).predict_proba(x)[:, 1]
    mended = HealthClassifier(penalty=500.0, calibrated=True).fit(x, y, groups=groups)
    assert np.abs(timid - p).mean() > 0.2
    assert np.abs(mended.predict_proba(x)[:, 1] - p).mean() < 0.05
    assert not hasattr(mended, "decision_function")


def test_too_little_to_calibrate_is_refused() -> None:
    """With one row of a class, or one group, nothing can be left out."""
    x, y = np.arange(6.0)[:, None], [0, 0, 0, 0, 0, 1]
    with pytest.raises(InputError, match="1 rows of the rarer class"):
        HealthClassifier(calibrated=True).fit(x, y)
    with pytest.raises(InputError, match="1 groups"):
        HealthClassifier(calibrated=True).fit(x, [0, 0, 0, 1, 1, 1], groups=np.zeros(6))
    with pytest.raises(InputError, match="penalty is"):
        HealthClassifier(penalty=-1.0).fit(x, y)


def test_without_scikit_learn_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Using a class without the package says in one sentence what to install."""
    hidden = "relationship_health.validation._sklearn_estimators"
    monkeypatch.delattr("relationship_health.validation._sklearn_estimators")
    monkeypatch.setitem(sys.modules, hidden, None)
    with pytest.raises(MissingExtraError, match=r"relationship-health\[sklearn\]"):
        _ = estimators.HealthClassifier
    assert "HealthClassifier" in dir(estimators)
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = estimators.Nothing
