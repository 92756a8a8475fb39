"""Customer-lifetime models: who is still a customer, how much more is to come, and worth what."""

from relationship_health.lifetime.beta_geometric import BetaGeometric, ModifiedBetaGeometric
from relationship_health.lifetime.counting import LifetimeSummary, summary
from relationship_health.lifetime.estimation import Fit
from relationship_health.lifetime.gamma_gamma import GammaGamma
from relationship_health.lifetime.pareto_nbd import ParetoNBD

__all__ = [
    "BetaGeometric",
    "Fit",
    "GammaGamma",
    "LifetimeSummary",
    "ModifiedBetaGeometric",
    "ParetoNBD",
    "summary",
]
