"""Health against the money to expect of the account, for a simulated sales team."""

import relationship_health as rh
from relationship_health.simulate import sales_team

team = sales_team(relationships=120, seed=3)
rh.analysis.matrix(rh.score(team.portfolio, as_of=team.as_of)).plot()
