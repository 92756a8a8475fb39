"""What health depends on: each weight and definition halved and doubled."""

import relationship_health as rh
from relationship_health.simulate import sales_team
from relationship_health.validation import sensitivity

team = sales_team(seed=42)
sensitivity(team.portfolio, rh.Engine(), team.as_of).plot()
