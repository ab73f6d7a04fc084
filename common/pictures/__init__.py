"""Opening pictures that people upload; loaded where one comes in, and by nothing else."""
