"""`aftercare`, the operator's command. Run it as ./aftercare."""
