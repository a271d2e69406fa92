"""Gates: what an answer waits for, and a test opens; no clock is needed for it."""

from __future__ import annotations

import asyncio
import threading


class Gate:
    """A gate that answers wait at until somebody opens it.

    Attributes:
        reached: Is set as soon as an answer waits; `gate.reached.wait(60)` in a test.
    """

    def __init__(self) -> None:
        self.reached: threading.Event = threading.Event()
        self._lock = threading.Lock()
        self._is_open = False
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def open(self) -> None:
        """Let all answers pass, from any thread; a gate stays open."""
        with self._lock:
            self._is_open = True
            waiting, self._waiting = self._waiting, []
        for loop, event in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    async def wait(self) -> None:
        """Wait until the gate is open."""
        event = asyncio.Event()
        with self._lock:
            if not self._is_open:
                self._waiting.append((asyncio.get_running_loop(), event))
            else:
                event.set()
        self.reached.set()
        await event.wait()
