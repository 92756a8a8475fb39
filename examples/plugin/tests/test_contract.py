"""The metric keeps the contract that the library holds every metric to."""

from rh_steadiness import Steadiness

from relationship_health.testing import check_metric


def test_the_contract() -> None:
    """The metric passes the library's own checks; the first that fails is raised."""
    check_metric(Steadiness())
