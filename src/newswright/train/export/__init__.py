"""What was trained, in the forms that other engines read, behaving as it did in training, or refused with a reason."""
