"""Is this official? What somebody received, compared with the public record, and nothing kept."""
