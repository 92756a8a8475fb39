"""How a simulated team kept its relationships, then and now."""

import relationship_health as rh
from relationship_health.analysis import then_and_now
from relationship_health.simulate import sales_team

team = sales_team(seed=7, relationships=120, days=730)
then_and_now(team.portfolio, rh.Engine(), "2025-11-01", "2026-11-01").plot()
