"""The scorers, what they read, and what is made of their answers."""
