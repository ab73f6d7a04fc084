"""From documents to what a phone, a message or a partner sees."""
