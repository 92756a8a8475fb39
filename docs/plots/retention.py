"""Who was kept, won and lost in every month of a simulated year."""

import relationship_health as rh
from relationship_health.analysis import retention
from relationship_health.simulate import sales_team

team = sales_team(seed=7, relationships=200)
months = [f"2026-{month:02}-01" for month in range(3, 12)]
retention(rh.Engine().history(team.portfolio, as_of=months)).plot()
