from collections.abc import Sequence

# A script whose answer is a list of numbers.
class AsyncScript:
    async def __call__(self, keys: Sequence[str], args: Sequence[bytes | str | int]) -> list[int]: ...
