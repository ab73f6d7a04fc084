"""The ground: handler envelopes, caller identity, settings, wiring, crypto, clock, ids, log."""
