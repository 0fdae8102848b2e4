"""Segmenting: a source becomes acts, each with its head, its provisions and its paragraphs."""
