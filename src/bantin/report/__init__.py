"""What the office can show for its work: reads everything, changes nothing."""
