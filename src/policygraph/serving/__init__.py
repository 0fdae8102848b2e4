"""Serving: a corpus in the browser, and as a SPARQL endpoint with linked data."""
