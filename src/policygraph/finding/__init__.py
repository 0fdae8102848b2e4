"""Finding: what the sentences of an act say, one recogniser for each kind of statement."""
