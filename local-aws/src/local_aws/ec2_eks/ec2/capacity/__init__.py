"""Capacity Reservations and Capacity Blocks."""
