"""A whole set in a folder: made, described by a card, and made again by its manifest."""
