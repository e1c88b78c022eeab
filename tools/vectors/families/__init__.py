"""One module a family of vectors: `FAMILY` names it, `check` computes what a vector's `out` says."""
