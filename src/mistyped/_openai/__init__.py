"""The only package that touches the OpenAI SDK's private names.

A resource makes a request of its arguments (`requests`, `paths`) and sends it through
the client's `transport`, which has it checked (`checking`) and written (`wire`). What
comes back is read by `answers`, `streams` or `pages`, a refusal by `refusals`.

Everything here was seen to work from openai 2.16 (the first whose `post()` takes
`content=`) to the newest 3.x; the `sdk` session runs the tests on both ends.
"""
