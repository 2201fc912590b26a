"""Which vehicles could go for a decision, in what order, and why the others could not.

Takes a decision in force and the fleet with its newest positions; gives a ranked proposal, kept with the case: "why not the closest?".
Times come from straight lines and stated speeds until roads are loaded, and the proposal says so.
"""
