"""The experts' side: links, consent, pages of questions, sealed answers.

Imports neither coding, exports nor the studio, and can run as a process of its own with a narrow database role.
"""
