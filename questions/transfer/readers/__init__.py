"""One module for each kind of export file; each yields posts, faults and left-out entries."""
