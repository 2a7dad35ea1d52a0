"""The pages: public ones and the desks. Translates between people and the rooms; decides nothing."""
