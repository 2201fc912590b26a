"""Where the vehicles are: the first flow, from a decoded fix to the live map and the history."""
