"""The public record as JSON, for anybody, without a key."""
