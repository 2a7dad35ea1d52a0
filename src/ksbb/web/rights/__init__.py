"""Data saya: what is held about a person, and what the person may do about it."""
