"""The Flask application, its command line and its accounts: the only package that speaks HTTP."""
