"""Accounts of a simulated sales team, and what is left of them without the strongest person."""

import relationship_health as rh
from relationship_health.simulate import sales_team

team = sales_team(relationships=120, seed=3)
rh.analysis.accounts(rh.score(team.portfolio, as_of=team.as_of)).plot()
