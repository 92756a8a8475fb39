"""The classes of :mod:`relationship_health.validation.estimators`; needs scikit-learn."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassifierMixin,
    TransformerMixin,
    clone,
)
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import (
    GroupKFold,
    StratifiedKFold,
    cross_val_predict,
)
from sklearn.utils.metaestimators import available_if
from sklearn.utils.multiclass import (
    check_classification_targets,
    type_of_target,
)
from sklearn.utils.validation import (
    _check_feature_names_in,
    _check_sample_weight,
    check_is_fitted,
    validate_data,
)

from relationship_health.arrays import Array, Floats
from relationship_health.errors import InputError
from relationship_health.kernels.bounded_logistic import fit_bounded_logistic
from relationship_health.kernels.logistic import sigmoid
from relationship_health.validation.matrix import EVIDENCE

UNKNOWN = "unknown."
"""Begins the name of a column that is 1 where a metric is unknown."""

FOLDS = 5
"""Parts of the rows; each is predicted from the others before probabilities are calibrated."""


class MetricTransformer(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # untyped above
    """Fills what is unknown with what is usual, and says where it did.

    Parameters
    ----------
    indicator : bool
        Whether a column ``unknown.<metric>`` follows for every metric that was unknown for some
        of the rows that it was fitted on. That nothing is known of a metric says something too.
    shrink : number, optional
        How many observations the usual value is worth. A value of evidence e then becomes
        (e * value + shrink * usual) / (e + shrink): little evidence moves it to what is usual,
        none gives the usual value itself. The columns must then be those of
        ``relationship_matrix(..., evidence=True)``: all values, then all evidence.

    Attributes
    ----------
    usual_ : float64 array, shape (metrics,)
        Mean of the known values; .5 where a metric was unknown throughout.
    indicated_ : int array
        Metrics that have an indicator.
    n_features_in_, feature_names_in_
        As in scikit-learn.

    Examples
    --------
    >>> x = np.array([[0.2, np.nan], [0.4, 0.9]])
    >>> MetricTransformer().fit_transform(x)
    array([[0.2, 0.9, 1. ],
           [0.4, 0.9, 0. ]])
    >>> with_evidence = np.array([[0.2, np.nan, 1.0, 0.0], [0.4, 0.9, 3.0, 1.0]])
    >>> MetricTransformer(indicator=False, shrink=1.0).fit_transform(with_evidence).round(3)
    array([[0.25 , 0.9  ],
           [0.375, 0.9  ]])
    """

    def __init__(self, *, indicator: bool = True, shrink: float | None = None) -> None:
        self.indicator = indicator
        self.shrink = shrink

    def fit(self, X: Any, y: Any = None) -> Self:  # noqa: N803  scikit-learn's name
        """Learn what is usual.

        Raises
        ------
        InputError
            Where ``shrink`` is no number above 0, or given and the columns hold no evidence.
        """
        del y
        if self.shrink is not None and not 0.0 < self.shrink < np.inf:
            message = f"shrink is {self.shrink!r}, expected a number above 0, or None."
            raise InputError(message)
        values, _ = self._split(X, reset=True)
        known = ~np.isnan(values)
        counts = known.sum(axis=0)
        total = np.where(known, values, 0.0).sum(axis=0)
        self.usual_ = np.where(counts > 0, total / np.maximum(counts, 1), 0.5)
        self.indicated_ = np.flatnonzero(counts < len(values)) if self.indicator else np.arange(0)
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803
        """Fill, or shrink, and append the indicators."""
        check_is_fitted(self)
        values, evidence = self._split(X, reset=False)
        unknown = np.isnan(values)
        filled = np.where(unknown, self.usual_, values)
        if evidence is not None:
            weight = np.where(unknown, 0.0, evidence)
            filled = (weight * filled + self.shrink * self.usual_) / (weight + self.shrink)
        return np.hstack([filled, unknown[:, self.indicated_].astype(np.float64)])

    def get_feature_names_out(self, input_features: Any = None) -> Array:
        """Name the columns of ``transform``."""
        check_is_fitted(self)
        names = _check_feature_names_in(self, input_features)[: len(self.usual_)]
        unknown = [f"{UNKNOWN}{names[i]}" for i in self.indicated_]
        return np.array([*names, *unknown], dtype=object)

    def _split(self, X: Any, *, reset: bool) -> tuple[Floats, Floats | None]:  # noqa: N803
        x = validate_data(
            self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan",
            ensure_min_samples=1,
        )  # fmt: skip
        if self.shrink is None:
            return x, None
        half = x.shape[1] // 2
        names = list(getattr(self, "feature_names_in_", ()))
        matched = not names or names[half:] == [f"{EVIDENCE}{name}" for name in names[:half]]
        if x.shape[1] != 2 * half or not matched:
            message = (
                f"With shrink, X has {x.shape[1]} columns, expected all metrics and then the "
                "evidence of each in the same order: use relationship_matrix(..., evidence=True)."
            )
            raise InputError(message)
        evidence = x[:, half:]
        if not (evidence >= 0.0).all():
            message = "The evidence in X is unknown or negative somewhere, expected 0 or more."
            raise InputError(message)
        return x[:, :half], evidence

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def _uncalibrated(model: Any) -> bool:
    return not model.calibrated


class HealthClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # untyped above
    """P(a relationship goes on) as a sum of what each metric adds, none of which counts against.

    A logistic regression whose weights are not negative: every metric says of itself that 1 is
    healthy, and a fitted weight that says the opposite would explain a score by its contrary
    (metrics are correlated, so that an unbounded fit does so often). Unknown values add nothing.

    Parameters
    ----------
    penalty : number
        Of the squared weights, 0 or more; larger ones pull towards equal, small weights.
    positive : bool
        Whether weights must not be negative.
    calibrated : bool
        Whether probabilities are corrected by isotonic regression on predictions for rows that
        were left out, in five parts (fewer where a class has fewer rows).

    Attributes
    ----------
    coef_ : float64 array, shape (1, metrics)
    intercept_ : float64 array, shape (1,)
    centre_ : float64 array, shape (metrics,)
        Mean of the known values: what an unknown one is taken for.
    classes_ : array of two
        The second one is what ``predict_proba`` gives the probability of in its second column.
    calibration_ : IsotonicRegression or None
    n_iter_ : int

    Notes
    -----
    Where rows of one relationship repeat (several origins in time), pass ``groups`` to ``fit``, so
    that no relationship is predicted from itself.

    Examples
    --------
    >>> x = np.array([[0.1, 0.5], [0.3, np.nan], [0.6, 0.4], [0.9, 0.6]])
    >>> model = HealthClassifier(penalty=0.1).fit(x, [0, 0, 1, 1])
    >>> bool(model.predict_proba(x)[3, 1] > 0.5), model.to_weights(["rhythm", "answers"])
    (True, {'rhythm': 100.0, 'answers': 0.0})
    """

    def __init__(
        self, *, penalty: float = 1.0, positive: bool = True, calibrated: bool = False
    ) -> None:
        self.penalty = penalty
        self.positive = positive
        self.calibrated = calibrated

    def fit(self, X: Any, y: Any, sample_weight: Any = None, groups: Any = None) -> Self:  # noqa: N803
        """Fit the weights.

        Parameters
        ----------
        X : frame or array, shape (rows, metrics)
            NaN where unknown.
        y : array of two classes
        sample_weight : array, optional
        groups : array, optional
            Rows of one group are left out together while calibrating.

        Raises
        ------
        InputError
            Where ``penalty`` is no number of at least 0, or there are too few rows to calibrate.
        ValueError
            Where there are not two classes, as elsewhere in scikit-learn.
        """
        if not 0.0 <= self.penalty < np.inf:
            message = f"penalty is {self.penalty!r}, expected a number of at least 0."
            raise InputError(message)
        x, y = validate_data(self, X, y, dtype=np.float64, ensure_all_finite="allow-nan")
        weights = _check_sample_weight(sample_weight, x, dtype=np.float64)
        if (weights < 0.0).any():
            message = "Negative values in data passed to `sample_weight`."
            raise ValueError(message)
        second = self._encode(y, weights)
        known = ~np.isnan(x)
        mass = weights @ known
        self.centre_ = np.where(mass > 0, weights @ np.where(known, x, 0.0), 0.0)
        self.centre_ /= np.where(mass > 0, mass, 1.0)
        coefficients, intercept, self.n_iter_ = fit_bounded_logistic(
            self._centred(x), second, weights, penalty=self.penalty,
            bounded=np.full(x.shape[1], self.positive),
        )  # fmt: skip
        self.coef_, self.intercept_ = coefficients[None, :], np.array([intercept])
        self.calibration_ = self._calibrate(x, second, weights, groups) if self.calibrated else None
        return self

    @available_if(_uncalibrated)  # type: ignore[untyped-decorator]
    def decision_function(self, X: Any) -> Floats:  # noqa: N803
        """Return the log odds: the intercept and the row's contributions, added up.

        A calibrated model has none: its probabilities are no function of a sign.
        """
        odds: Floats = self._log_odds(X)
        return odds

    def contributions(self, X: Any) -> Floats:  # noqa: N803
        """Return what each metric adds to the log odds, shape (rows, metrics); 0 where unknown."""
        check_is_fitted(self)
        x = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite="allow-nan")
        parts: Floats = self._centred(x) * self.coef_[0]
        return parts

    def predict_proba(self, X: Any) -> Floats:  # noqa: N803
        """Return the probabilities of both classes, shape (rows, 2)."""
        odds = self._log_odds(X)
        p = sigmoid(odds) if self.calibration_ is None else self.calibration_.predict(odds)
        return np.column_stack([1.0 - p, p])

    def predict(self, X: Any) -> Array:  # noqa: N803
        """Return the likelier class of each row."""
        second = self.predict_proba(X)[:, 1] > 0.5  # noqa: PLR2004  the likelier one
        return np.asarray(self.classes_[second.astype(np.int64)])

    def to_weights(self, names: Any = None) -> dict[str, float]:
        """Return the weights in the form of ``Engine(weights=...)``, adding up to 100.

        Parameters
        ----------
        names : list of str, optional
            The metrics; by default the columns that it was fitted on.

        Raises
        ------
        InputError
            Where a weight is negative, or all are 0: health is a mean with weights.
        """
        check_is_fitted(self)
        names = _check_feature_names_in(self, names)
        total = self.coef_[0].sum()
        if self.coef_.min() < 0.0 or total <= 0.0:
            message = (
                "The fitted weights are negative or all 0, expected some above 0 and none below: "
                "fit with positive=True on rows in which health tells the classes apart."
            )
            raise InputError(message)
        shares = self.coef_[0] / total * 100.0
        return {str(name): float(share) for name, share in zip(names, shares, strict=True)}

    def _log_odds(self, X: Any) -> Floats:  # noqa: N803
        odds: Floats = self.contributions(X).sum(axis=1) + self.intercept_[0]
        return odds

    def _encode(self, y: Any, weights: Floats) -> Floats:
        check_classification_targets(y)
        kind = type_of_target(y, input_name="y", raise_unknown=True)
        if kind != "binary":
            message = f"Only binary classification is supported. The type of the target is {kind}."
            raise ValueError(message)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(np.unique(codes[weights > 0.0])) < 2:  # noqa: PLR2004  both classes
            message = "y has one class only, expected two classes with some weight."
            raise ValueError(message)
        return codes.astype(np.float64)

    def _centred(self, x: Floats) -> Floats:
        centred: Floats = np.where(np.isnan(x), 0.0, x - self.centre_)
        return centred

    def _calibrate(self, x: Floats, second: Floats, weights: Floats, groups: Any) -> Any:
        """Fit isotonic regression to log odds that each row did not take part in."""
        rows = min(int(second.sum()), int((1.0 - second).sum()))
        parts = len(np.unique(groups)) if groups is not None else rows
        folds = min(FOLDS, rows, parts)
        if folds < 2:  # noqa: PLR2004  one part is predicted from another
            message = (
                f"Calibration has {rows} rows of the rarer class and {parts} groups, expected two "
                "or more: fit with calibrated=False."
            )
            raise InputError(message)
        cut = StratifiedKFold(folds) if groups is None else GroupKFold(folds)
        odds = cross_val_predict(
            clone(self).set_params(calibrated=False), x, second, groups=groups, cv=cut,
            method="decision_function", params={"sample_weight": weights},
        )  # fmt: skip
        # Nobody is certain: no step reaches beyond what so many rows can tell.
        least = 1.0 / (len(second) + 2.0)
        steps = IsotonicRegression(y_min=least, y_max=1.0 - least, out_of_bounds="clip")
        return steps.fit(odds, second, sample_weight=weights)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.classifier_tags.multi_class = False
        # Where more of a feature means the second class less often, a weight of 0 is the answer.
        tags.classifier_tags.poor_score = self.positive
        return tags
