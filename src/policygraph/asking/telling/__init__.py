"""Telling: what an answer holds in other forms, where the text says it, and what a thing is."""
