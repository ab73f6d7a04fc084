"""Mutation testing: change the code in one small place at a time, and see whether a unit test notices."""
