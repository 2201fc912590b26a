from collections.abc import Mapping

# The one class this code uses: the checks of an ID token after its signature.
class CodeIDToken(dict[str, object]):
    def __init__(
        self,
        claims: Mapping[str, object],
        header: Mapping[str, object],
        options: Mapping[str, Mapping[str, object]] | None = ...,
        params: Mapping[str, object] | None = ...,
    ) -> None: ...
    def validate(self, now: int | None = ..., leeway: int = ...) -> None: ...
