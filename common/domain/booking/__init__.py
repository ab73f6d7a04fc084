"""A booking: its model, its moves and their effects, and how a new one is made."""
