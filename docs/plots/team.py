"""What the people of a simulated sales team hold up, and for each hour."""

import relationship_health as rh
from relationship_health.simulate import sales_team

simulated = sales_team(relationships=200, days=730)
scorecard = rh.score(simulated.portfolio, as_of=simulated.as_of)
rh.analysis.team(scorecard, consent=True).plot()
