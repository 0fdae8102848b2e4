"""PDF files: their text layer, and the font that stands in for theirs."""
