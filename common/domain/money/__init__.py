"""Payments, what is decided about them, refunds, and the daily bill."""
