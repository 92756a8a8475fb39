"""How the metrics go together on the relationships of a simulated sales team."""

import relationship_health as rh
from relationship_health.simulate import sales_team
from relationship_health.validation import redundancy

team = sales_team(seed=42)
redundancy(team.portfolio, rh.Engine(), team.as_of).plot()
