"""Codes of looking back."""

from enum import StrEnum


class ReplayMotive(StrEnum):
    """Why somebody looks at the room as it stood."""

    REVIEW = "REVIEW"
    """What happened is gone over by those who were there."""
    COMPLAINT = "COMPLAINT"
    INQUIRY = "INQUIRY"
    """An authority asks."""
    TRAINING = "TRAINING"
