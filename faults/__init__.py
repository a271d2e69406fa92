"""What clients make of servers that fail, lie or fall silent: `nox -s faults`.

`server` answers on bare sockets what a fault says, `table` lists the faults, `clients`
are the plain OpenAI SDK, the official SDK and ours, and `report` prints a row each.
"""
