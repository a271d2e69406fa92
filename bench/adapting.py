"""What `compat="adapt"` costs a request that needs no change, against the default."""

from __future__ import annotations

import httpx2
from payloads import ANSWER, bodies
from timing import bound, interleaved

import mistyped

TARGET = 1.1


def measure(rounds: int, budget: float) -> dict[str, float]:
    """Return the ratio of the CPU times of a call, for each size of request."""

    def handle(_: httpx2.Request) -> httpx2.Response:
        headers = {"content-type": "application/json"}
        return httpx2.Response(200, headers=headers, content=ANSWER)

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    plain = mistyped.Mistral(api_key="k", base_url="https://x/v1", http_client=http)
    adapting = plain.with_options(compat="adapt")
    calls = {
        "strict": lambda body: plain.chat.completions.create(**body),
        "adapt": lambda body: adapting.chat.completions.create(**body),
    }
    found: dict[str, float] = {}
    for size, body in bodies().items():
        times = interleaved(bound(calls, body), rounds, budget)
        found[size] = times["adapt"] / times["strict"]
    return found


if __name__ == "__main__":
    for each, ratio in measure(31, 0.05).items():
        print(f"{each}: {ratio:.3f}")
