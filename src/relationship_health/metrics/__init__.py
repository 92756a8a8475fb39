"""The built-in metrics, each a plugin like any stranger's."""
