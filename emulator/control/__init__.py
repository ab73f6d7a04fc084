"""The control API under `/_emulator/`: one module a subject, each given the parts it shows."""
