"""What leaves the house: neutral datasets, the files made of them, and the checks before they go.

May import `coding` and `questionnaires`; knows nothing of the application.
"""
