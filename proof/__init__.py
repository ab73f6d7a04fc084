"""The proof of the booking protocol: every cut, every race, rushes and power cuts, on a real database.

Development only: nothing of the service knows of it. `python -m proof` prints what was tried and what became of it.
"""
