"""Who may take part: applications of organisations and homes, the permits they show, the two people who approve, and
the clocks of permits that end. May use notices, parties, places and core.
"""
