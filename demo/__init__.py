"""The demo company: exports of an invented software vendor in its vendors' raw shapes, and the truth behind them."""
