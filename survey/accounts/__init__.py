"""Accounts of the team: passwords, second step, sessions, memberships. Never loaded on the experts' side."""
