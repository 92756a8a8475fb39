"""What three channels bring in a simulated log, in which newsletters annoy."""

import numpy as np

import relationship_health as rh
from relationship_health.analysis import channel_value

DAYS = 390.0

rng = np.random.default_rng(1)
rows: list[tuple[str, str, float, str]] = []
for customer in range(120):
    own, them = rng.uniform(0.35, 0.65), f"c{customer}"
    letters = np.concatenate(
        [30.0 * month + rng.uniform(0.0, 30.0, rng.integers(0, 4)) for month in range(13)]
    )
    rows += [("us", them, float(day), "newsletter") for day in letters]
    for channel, gap in (("email", 16.0), ("phone", 45.0)):
        day = rng.exponential(gap)
        while day < DAYS:
            recent = int(((letters >= day - 30.0) & (letters < day)).sum())
            rows.append(("us", them, day, channel))
            if rng.random() < (own - 0.08 * recent if channel == "email" else 0.7):
                rows.append((them, "us", day + 0.5, channel))
            day += 1.0 + rng.exponential(gap)

sender, recipient, days, channels = zip(*rows, strict=True)
minutes = (np.array(days) * 1440).astype("timedelta64[m]")
log = {
    "sender": sender,
    "recipient": recipient,
    "time": np.datetime64("2025-01-01") + minutes,
    "channel": channels,
}
portfolio = rh.Portfolio.from_frame(log, our_side={"us"})
channel_value(portfolio, "2026-03-01").plot()
