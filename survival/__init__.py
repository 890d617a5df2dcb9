"""How long customers stay: survival curves of lives of which some are not over."""
