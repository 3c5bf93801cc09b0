"""How dates and numbers look in each language."""
