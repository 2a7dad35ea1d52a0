"""People and organisations: the user model, memberships, roles and their standing, invitations, sign-in. May use
places and core.
"""
