"""Where a client, or a call, becomes one of `resilience`: little, and so free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistyped._openai.client_options import RESILIENCE


class Boundable:
    """A client that may be of a subclass whose calls are bounded."""

    if not TYPE_CHECKING:  # `__init__` says what a client takes

        def __new__(cls, *_, **options):
            """Make a client, of a subclass if an option asks for its ways."""
            if RESILIENCE.isdisjoint(options):
                return super().__new__(cls)
            from mistyped._openai.resilience.clients import resilient

            return super().__new__(resilient(cls))

        def _within(self, options, cast_to, stream, stream_cls):
            """Make a call that has a deadline of its own."""
            from mistyped._openai.resilience.clients import within

            bounded = within(self, options.timeout.deadline)
            return bounded.request(
                cast_to, options, stream=stream, stream_cls=stream_cls
            )

    def _resilience_options(self) -> dict[str, object]:
        """Return the options that a client of `resilience` has."""
        return {}
