"""A whole set rendered into token ids and labels, by several processes, going on where it stopped."""
