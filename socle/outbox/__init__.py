"""Takes what must be told outside; keeps it, in the command's transaction, until the other side has said it has it."""
