"""What a client holds of its connection: a key and an address, checked when set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistyped._openai.keys import HeldKey
from mistyped._values.addresses import refuse_address


class Held:
    """Stands before the SDK's client, whose attributes these are."""

    if not TYPE_CHECKING:  # for type checkers they are the SDK's
        api_key = HeldKey()
        admin_api_key = HeldKey()

        @property
        def base_url(self):
            """Where the API is."""
            return self._base_url

        @base_url.setter
        def base_url(self, url):
            refuse_address(url, "base_url", allow_http=self.allow_http)
            super(Held, type(self)).base_url.fset(self, url)
