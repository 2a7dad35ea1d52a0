"""What a giver promises: a commitment and its lines, each with its own state and clocks. May use needs and the rooms
before it.
"""
