"""Sharing: the preview card of a public record as a picture, and the words that go with its link (DOC-10, DOC-11)."""
