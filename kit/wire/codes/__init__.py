"""The short code lists that logic needs. Codes are the national exchange models' own; the long lists are rows in the database."""
