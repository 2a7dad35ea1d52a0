"""Pages of the history: checkpoints, proofs, the log; and of corrections."""
