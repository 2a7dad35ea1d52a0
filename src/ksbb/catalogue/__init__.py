"""Programmes and their versioned packages: contents, units, reference prices, statements to accept. Rows, not code.
May use notices and the rooms before it.
"""
