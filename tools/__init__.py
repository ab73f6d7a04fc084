"""Small programs for the maintainers of this repository; none of them is deployed."""
