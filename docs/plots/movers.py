"""The largest movers of a simulated team."""

import relationship_health as rh
from relationship_health.analysis import movers
from relationship_health.simulate import sales_team

team = sales_team(seed=7, relationships=80)
history = rh.Engine().history(team.portfolio, as_of=["2026-06-01", "2026-11-01"])
movers(history).plot()
