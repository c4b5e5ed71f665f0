"""Training: a base model and prepared rows become a writer, by five methods, on one device or many."""
