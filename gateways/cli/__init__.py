"""The commands behind `./rramu`: prepare, start, watch, test and stop an instance. One file per verb."""
