"""The stage on which the promise is tested."""

from tests.linking.staging import stage

__all__ = ["stage"]
