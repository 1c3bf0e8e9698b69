"""The proof: Aftercare in memory, disturbed in every way that AWS knows. Not packaged. docs/proof.md tells more."""
