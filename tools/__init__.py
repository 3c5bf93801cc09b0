"""What developers of Bantin run; not part of the product."""
