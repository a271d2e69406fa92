"""How a client makes a request: of the parts of the last one, where they fit."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from openai import NotGiven, Omit
from openai._base_client import BaseClient

from mistyped._openai.exchange import FOLLOW
from mistyped._openai.headers import refuse_headers
from mistyped._openai.request_parts import Asked, RequestParts, is_usual


class Building:
    """Stands before the SDK's client, which makes every request anew."""

    @cached_property
    def _parts(self) -> RequestParts:
        return RequestParts()

    if not TYPE_CHECKING:  # the SDK's signatures stay what type checkers see

        def _build_request(self, options, **others):
            client = self._client
            follow = options.follow_redirects
            options.follow_redirects = False  # that is for the exchange to do
            refuse_headers(options.headers)
            make = partial(super()._build_request, options, **others)
            if type(options.content) is bytes and self._is_usual(options):
                asked = self._asked(options, **others)
                request = self._parts.build(client, asked, options.content, make)
            else:
                request = make()
            if not (client.follow_redirects if follow is None else follow):
                request.extensions[FOLLOW] = False
            return request

        def _is_usual(self, options):
            """Whether nothing but its headers and its body makes a request another."""
            bodies = options.json_data, options.extra_json, options.files
            return (
                bodies == (None, None, None)
                and not (options.params or self.default_query)
                and self._build_headers.__module__ == BaseClient.__module__
                and is_usual(self._client)
            )

        def _asked(self, options, **others):
            given = not isinstance(options.timeout, NotGiven)
            return Asked(
                options.method,
                self._prepare_url(options.url),
                self._headers_asked(options, **others),
                self._client.headers.raw,
                options.timeout if given else self.timeout,
            )

        def _headers_asked(self, options, **others):
            """What `_build_headers` makes headers of, which it takes its time for."""
            authorize = getattr(self, "_auth_headers", None)  # not in every SDK
            return [
                others,
                self._idempotency_header and options.idempotency_key,
                *(
                    # One `Omit` is not equal to another.
                    {k: None if type(v) is Omit else v for k, v in each.items()}
                    for each in (
                        authorize(options.security) if authorize else {},
                        self.default_headers,
                        options.headers or {},
                    )
                ),
            ]
