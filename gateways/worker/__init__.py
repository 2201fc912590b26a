"""The worker: seals each centre's chain, reacts to facts, applies what boxes said, relieves the garde, drops what retention says.

Several may run: each job's step is one transaction that is safe beside another's, and takes its turn by a lock.
"""
