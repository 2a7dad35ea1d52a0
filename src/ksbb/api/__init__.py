"""The JSON surface under /api/v1/. Translates between programs and the rooms; decides nothing."""
