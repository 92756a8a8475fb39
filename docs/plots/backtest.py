"""Who predicts whether a relationship goes on, for a simulated team."""

import relationship_health as rh
from relationship_health.simulate import sales_team

team = sales_team(seed=5, relationships=250, days=540)
rh.backtest(team.portfolio, rh.Engine(), horizon_days=30, origins=4).plot("continues")
