"""What keeps seats and money: claims, effects, settlement, expiry, hand-over, refunds, messages."""
