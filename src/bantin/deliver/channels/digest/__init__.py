"""The daily digest: one mail a day with all that went live, for people who asked for that."""
