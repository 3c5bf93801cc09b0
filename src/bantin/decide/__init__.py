"""What we say, who may say it, from when."""
