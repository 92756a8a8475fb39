"""A log in which the answers of five weeks are missing, week by week."""

import numpy as np

import relationship_health as rh
from relationship_health.simulate import sales_team
from relationship_health.validation import data_quality

team = sales_team(seed=42)
log = team.log
lost = (log["time"] > np.datetime64("2026-03-01")) & (log["time"] < np.datetime64("2026-04-05"))
lost &= ~np.isin(log["sender"], team.our_side) | (log["channel"] != "email")
kept = {name: values[~lost] for name, values in log.items()}
portfolio = rh.Portfolio.from_frame(kept, our_side=team.our_side)
data_quality(portfolio, team.as_of).plot()
