import numpy as np
from numpy.typing import NDArray

def grid_disk(h: int, k: int = 1) -> NDArray[np.uint64]: ...
