"""Measuring: pure functions on networks and rows, each after a source in the literature; docs/measures.md describes them."""
