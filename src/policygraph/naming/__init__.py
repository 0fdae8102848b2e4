"""Naming: what a printed name of a place, an agency, a number or a law stands for."""
