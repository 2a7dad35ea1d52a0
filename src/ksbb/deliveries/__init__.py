"""What was brought and what was received: deliveries, receipts, disputes. May use commitments and rooms before it."""
