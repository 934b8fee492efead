"""What the schema of a registry type says: types of values, validity, property paths."""
