"""The inspector: a page at `/` that shows the calls a server or a gateway answers.

`Inspector` stands before an ASGI application, keeps what goes through it within bounds,
and answers its own paths, to this machine alone. It knows nothing of what it watches.
"""
