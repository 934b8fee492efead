"""What tests and demos do with a running local AWS."""
