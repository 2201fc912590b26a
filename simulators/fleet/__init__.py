"""A load of many boxes: the reference box by thousands in one process, a share of a fleet each, measured from inside the boxes."""
