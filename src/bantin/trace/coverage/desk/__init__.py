"""The coverage register on the desk."""
