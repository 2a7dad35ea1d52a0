"""What people may ask about their own data (UU 27/2022): see, correct, withdraw, restrict, erase; and the periods after
which data goes by itself. May use all rooms before it.
"""
