"""The generator of the invented cases: every number comes from a keyed hash, so every machine writes the same files."""
