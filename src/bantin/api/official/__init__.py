"""Is this official? for programs: the page's answer, as JSON."""
