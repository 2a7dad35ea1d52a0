"""The commands: seeding, imports, the worker, the demo world, bench. Translates between operators and the rooms;
decides nothing.
"""
