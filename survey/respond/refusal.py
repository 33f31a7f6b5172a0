"""Why the experts' side may say no; the pages say it in words."""

from __future__ import annotations

from enum import StrEnum


class Refusal(StrEnum):
    """One reason for each way on that an expert can be shown."""

    UNKNOWN = "unknown"  # no letter holds this code, no draft this key
    ELSEWHERE = "elsewhere"  # opened on another device: continue there, or type the resume code
    DEVICE_TAKEN = "device_taken"  # this device's K carries another questionnaire: make a new K and try again; nothing was changed
    CLOSED = "closed"  # the study takes no answers now
    ALREADY_SENT = "already_sent"  # the answers of this device were sent
    NOT_ADMITTED = "not_admitted"  # A does not fit K, the attributes or the questionnaire
