"""The schema, its migrations, and how a process opens transactions on it."""
