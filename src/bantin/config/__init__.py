"""One settings module; the rest comes from the environment."""
