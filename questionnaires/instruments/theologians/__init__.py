"""The instrument for theologians: the shared core and a part on the narratives that theological correction works with."""
