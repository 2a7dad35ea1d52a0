"""Numbered papers and their verification: numbers, versions, seals, PDF. Knows no promise and no delivery: the surface
assembles what a paper says from the records of later rooms, each time anew. May use parties, places and core.
"""
