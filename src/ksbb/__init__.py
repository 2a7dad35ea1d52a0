"""KSBB: Kolaborasi Sosial Berskala Besar. Its rooms, in the order the data flows: docs/map.md."""
