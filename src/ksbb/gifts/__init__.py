"""Money through an agregator: legal bases, channels, intents, statements, spending, lots, and the trace from a gift to
the receipt. The agregator's own account receives; the platform records. May use deliveries and the rooms before it.
"""
