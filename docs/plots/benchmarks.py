"""Health of the relationships of a simulated sales team against the norm of their role."""

import relationship_health as rh
from relationship_health.simulate import sales_team

team = sales_team(relationships=200)
rh.analysis.benchmarks(rh.score(team.portfolio, as_of=team.as_of), by="role").plot()
