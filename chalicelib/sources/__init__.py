"""One file per vendor: `verify` a delivery, `read` it into events. Vendor words end here."""
