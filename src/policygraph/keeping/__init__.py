"""Keeping: many readings in one graph, and what only the whole of them knows."""
