"""Kinds of relationship in a simulated portfolio of two years, and their loyalty."""

import relationship_health as rh
from relationship_health.simulate import sales_team

team = sales_team(relationships=400, days=730)
rh.analysis.segments(rh.score(team.portfolio, as_of=team.as_of)).plot()
