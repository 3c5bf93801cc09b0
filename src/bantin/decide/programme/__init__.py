"""Programme: topics with official documents, plan, columns, calendar."""
