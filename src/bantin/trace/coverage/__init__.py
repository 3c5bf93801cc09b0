"""Items published or broadcast, their matches, drift and outdated copies."""
