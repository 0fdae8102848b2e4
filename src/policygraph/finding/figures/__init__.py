"""Figures: what is counted: targets, results and money, with their units, days and periods."""
