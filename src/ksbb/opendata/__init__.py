"""Figures, datasets and exporters. Reads every room through its queries, publishes declared columns only, writes
nothing but its own day tallies.
"""
