"""Pages of photos: sending, seeing, reviewing."""
