"""Drawing, from plain columns: no plot knows a result, every plot returns its axes."""
