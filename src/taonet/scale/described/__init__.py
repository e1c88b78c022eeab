"""Values of types that only a description tells: a registry of portable types, as metadata carries it.

`types` reads and writes them as bytes, `reading` and `writing` as text that people type, `naming` says what a type takes.
"""
