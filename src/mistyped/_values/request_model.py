"""The base class of the generated request models."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from typing_extensions import override


class RequestModel(BaseModel):
    """A part of a request, built and checked step by step.

    What was not set is not sent; a tag such as `type` is always sent.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True,
        extra="allow",  # closed objects forbid; Mistral leaves some open
        populate_by_name=True,
        validate_assignment=True,
        protected_namespaces=(),
    )

    @override
    def model_post_init(self, context: object, /) -> None:
        """Count tags as set: they are what tells one kind of object from another."""
        for name, field in type(self).model_fields.items():
            if isinstance(field.default, str):
                self.__pydantic_fields_set__.add(name)
