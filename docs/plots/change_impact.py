"""What a simulated team would lose without anything written."""

import relationship_health as rh
from relationship_health.analysis import change_impact
from relationship_health.simulate import sales_team

team = sales_team(seed=7, relationships=120)
change_impact(
    team.portfolio, rh.Engine(), team.as_of, {"channel": ["email", "newsletter", "chat"]}
).plot()
