"""What everybody sees when nobody at the desk has room, and what a lead can answer there."""
