"""The built screen at `/`: hashed files cached for ever, everything else asked again, unknown paths answered by the one page."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

PAGE = "index.html"
HASHED = "assets/"
"""Where the build puts files whose name holds a hash of their content."""
NOT_FOUND = 404


class Screen(StaticFiles):
    """Serves the folder of the built screen. A path without a dot is a place inside the page, not a file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Give a file, or the page."""
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != NOT_FOUND or "." in path or path.startswith("api/"):
                raise
            response = await super().get_response(PAGE, scope)
        forever = path.startswith(HASHED)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if forever else "no-cache"
        return response
