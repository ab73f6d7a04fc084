"""What is true of a hospital appointment: pure rules, no I/O, no clock, no environment."""
