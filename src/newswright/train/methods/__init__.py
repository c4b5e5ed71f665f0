"""The five methods, on the trainers of TRL: each with our rows, order and batches. Imported when a run begins."""
