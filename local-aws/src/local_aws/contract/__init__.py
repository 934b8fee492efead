"""AWS's contract suite against the bundled handler: `local-aws contract`."""
