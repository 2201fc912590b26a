"""Benches: our figures beside those of the bare components they stand on, measured in the same run."""
