"""What helps a shop but is no part of its days: example files.

What stays out: anything that a run needs.
"""
