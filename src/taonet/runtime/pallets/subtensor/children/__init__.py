"""Child hotkeys, to which parents lend stake."""
