"""What can be typed after `./rramu`: one file per verb."""
