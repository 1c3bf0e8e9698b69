"""Words become mails and pages: templates/ and the catalogues, filled with plain values."""
