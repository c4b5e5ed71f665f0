"""Which lessons go where: splits by date and story, leaks between them, and the choice of the best."""
