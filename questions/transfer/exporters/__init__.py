"""One module for each format that the column can be taken away in."""
