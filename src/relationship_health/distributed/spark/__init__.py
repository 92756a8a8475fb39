"""A log that lies on a Spark cluster: settled, moved, built, learned from and scored in parts."""
