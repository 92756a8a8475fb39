"""Logs larger than memory, and larger than one machine: the same blocks, in parts."""
