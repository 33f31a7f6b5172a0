"""Reading: sources, codebook, coded segments, memos, history, tables of codes.

May import `questionnaires`; knows neither exports nor the application.
"""
