"""What tests share: a real PostgreSQL, real offices in processes of their own."""
