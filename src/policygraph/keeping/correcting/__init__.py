"""What a curator's corrections change in the facts of a source, and which of them fit."""
