"""Import and export: bring a column in from another system, and take it away again."""
