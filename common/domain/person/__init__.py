"""Users, patients, and the natural persons behind them."""
