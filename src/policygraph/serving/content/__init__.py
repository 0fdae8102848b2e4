"""What pages tell of the things of a graph: documents, agencies, programmes, places, issues, the terms themselves, and their pictures."""
