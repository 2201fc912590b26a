"""What every module shares: outbox, audit, accounts, boxes, directory. Knows nothing of regulation."""
