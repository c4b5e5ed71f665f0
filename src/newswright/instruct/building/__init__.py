"""Articles become lessons: their fields, notes of them, what each task teaches, and sentences spoiled on purpose."""
