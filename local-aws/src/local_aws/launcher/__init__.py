"""Starts the two servers as child processes, seeds them, and ends them."""
