"""Public pages of contacts. None needs an account, a cookie or a script."""
