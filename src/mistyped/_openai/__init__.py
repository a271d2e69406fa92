"""The only package that touches the OpenAI SDK's private names.

Everything here was seen to work from openai 2.16 (the first whose `post()` takes
`content=`) to the newest 3.x; the `sdk` session runs the tests on both ends.
"""
