"""The moves that gain most in two hours, for a simulated team."""

import relationship_health as rh
from relationship_health.analysis import actions
from relationship_health.simulate import sales_team

team = sales_team(seed=7, relationships=80)
actions(team.portfolio, rh.Engine(), team.as_of, budget_hours=2).plot()
