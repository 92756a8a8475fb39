"""Ways of one member of a simulated team to a customer's people, directly and through others."""

import relationship_health as rh
from relationship_health.simulate import sales_team

team = sales_team(relationships=60, seed=4, shares={"ordinary": 3, "colleague": 2}, team=9)
scorecard = rh.score(team.portfolio, as_of=team.as_of)
rh.analysis.who_knows_whom(scorecard, "customer06", 3, start=["dalia@us.example"]).plot()
