"""Showing: pages that people open, each one file that needs no network."""
