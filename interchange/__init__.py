"""Data in and out: the demo world, the import and the export."""
