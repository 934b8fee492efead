"""How moto is extended: dispatch, errors, filters, pages, polls, settings, and the call log."""
