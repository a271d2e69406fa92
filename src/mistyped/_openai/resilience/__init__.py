"""What keeps calls bounded and repeats them: loaded by a client that asks for it.

`clients` has what such a client does otherwise, `calls` one call as it goes on; the
other modules are one option each.
"""
