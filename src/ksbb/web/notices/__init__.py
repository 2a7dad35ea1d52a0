"""What people are told: the inbox, and how each wants to be told."""
