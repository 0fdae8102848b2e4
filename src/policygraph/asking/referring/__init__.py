"""Referring: documents as other texts cite them."""
