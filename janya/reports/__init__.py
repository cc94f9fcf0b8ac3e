"""Documents made from all rooms: the yearly report to the OCSC."""
