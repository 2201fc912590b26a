"""The HTTP door: REST under `/api`, the live websocket, the built screen. Authentication, transactions, problems; no business rule."""
