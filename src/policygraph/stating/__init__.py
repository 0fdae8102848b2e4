"""Stating: the terms of the graph, its identifiers, and one document's facts in these terms."""
