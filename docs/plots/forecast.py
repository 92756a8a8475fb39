"""What to expect of a simulated team."""

from relationship_health.analysis import forecast
from relationship_health.simulate import sales_team

team = sales_team(seed=7, relationships=200, days=730)
forecast(team.portfolio, "2026-08-01", 90).plot()
