"""Platform plumbing: settings, wiring, crypto, clock, ids, log."""
