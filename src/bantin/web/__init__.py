"""Base templates, design tokens, error pages."""
