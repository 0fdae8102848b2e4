"""Asking: questions to a graph, by name or in SPARQL, and their answers as rows, networks, reports and calendars."""
