"""What helps people run and look at Aftercare; none of it is packaged."""
