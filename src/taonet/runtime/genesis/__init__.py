"""Where chains begin: files that say it (`*.toml`), what they mean (`types`), and the state that follows (`build`).

`document` reads and writes the files, `check` says what is wrong with one, `presets` are those that come along.
"""
