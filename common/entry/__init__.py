"""One module a kind of caller: who calls, whether they may, and the shape of the answer."""
