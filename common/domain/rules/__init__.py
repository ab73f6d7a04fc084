"""The rules of booking, as data, and the decisions they lead to. Every decision is pure."""
