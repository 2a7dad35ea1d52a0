"""What a recipient needs in a named period, its verification, its counters and its fill. May use recipients and the
rooms before it.
"""
