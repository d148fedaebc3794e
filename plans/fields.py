"""Form fields for what people write."""

from typing import Any

from django import forms

from plans.words import one_line, printable


class WordsField(forms.CharField):
    """Words as they are kept (`plans.words`); counted as they are kept, too: a line break is one character."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clean_words = printable if isinstance(self.widget, forms.Textarea) else one_line

    def to_python(self, value: Any) -> str:
        return self.clean_words(super().to_python(value) or "")
