"""Journeys: a person and a browser, told as a play."""
