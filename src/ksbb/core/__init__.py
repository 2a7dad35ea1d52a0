"""The floor: refusals, deeds, the journal, references, the read-only guard, logs. No domain noun appears here; every
room may use it.
"""
