"""What is asked and what was answered: instruments, their logic, responses.

The lowest floor. Imports nothing of this program but itself: no Flask, no request, no global state.
"""
