"""Everything that a format writes: the manifest, the neutral table, the neutral tree, and themes by group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from exports.dataset import Dataset
from exports.manifest import Manifest
from exports.project import Project
from exports.themes import Themes
from questionnaires.texts import Text


@dataclass(frozen=True, kw_only=True)
class Export:
    """One file to be: cleared for its audience, in one language. Equal exports make equal files."""

    manifest: Manifest
    dataset: Dataset
    project: Project
    themes: Themes
    questions: Mapping[str, Text]

    @property
    def language(self) -> str:
        """The language of labels, heads and names of codes."""
        return self.manifest.language

    @cached_property
    def question_words(self) -> Mapping[str, str]:
        """The words of each question by its name, of questions too whose answers are left out of the dataset."""
        return {name: words.in_(self.language) for name, words in self.questions.items()}
