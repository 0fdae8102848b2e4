"""SPARQL over HTTP: the protocol, the processes that answer under limits, and the forms of an answer."""
