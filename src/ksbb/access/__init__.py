"""How people come in: invitations, codes to sign in with, devices, recovery of a staff account. May use recipients,
notices, parties, places and core.
"""
