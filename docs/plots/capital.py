"""The ledger of a simulated team."""

import relationship_health as rh
from relationship_health.analysis import capital
from relationship_health.simulate import sales_team

team = sales_team(seed=7, relationships=120)
dates = [f"2026-{month:02}-01" for month in (1, 3, 5, 7, 9, 11)]
capital(rh.Engine().history(team.portfolio, as_of=dates), "spend").plot()
