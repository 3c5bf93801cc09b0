"""Writing notices on the desk."""
