"""The hub: the rates with the lists behind them, and its desk."""
