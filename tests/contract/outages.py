"""A server in front of Elasticsearch that fails on demand, on real sockets."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

DRIP_SECONDS = 0.2


class Front:
    """Listens on a port of its own. ``mode`` says what becomes of the next requests.

    ``forward`` to the real server, ``silent`` (accepts, never answers), ``drip`` (one byte from
    time to time), ``cut`` (half an answer), or the status of an HTTP error.
    """

    def __init__(self, target: tuple[str, int] | None = None) -> None:
        self.mode: str | int = "forward"
        self._target = target
        self._closed = threading.Event()
        self._held: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._closed.set()
        self._thread.join()
        self._listener.close()
        for held in self._held:
            held.close()

    def break_connections(self) -> None:
        """What the clients keep open ends, as when a server dies."""
        for held in self._held:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                client, _ = self._listener.accept()
            except TimeoutError:
                continue
            client.settimeout(30)
            self._held.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            while request := _read_request(client):
                self._answer(client, request)

    def _answer(self, client: socket.socket, request: bytes) -> None:
        mode = self.mode
        if mode == "forward":
            assert self._target is not None
            with socket.create_connection(self._target, timeout=30) as server:
                server.sendall(request.replace(b"keep-alive", b"close"))
                for part in iter(lambda: server.recv(65_536), b""):
                    client.sendall(part)
            client.shutdown(socket.SHUT_RDWR)
        elif mode == "silent":
            self._closed.wait()
        elif mode == "drip":
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
            while not self._closed.wait(DRIP_SECONDS):
                client.sendall(b" ")
        elif mode == "cut":
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{")
            client.shutdown(socket.SHUT_RDWR)
        else:
            body = b'{"error": {"type": "unavailable", "reason": "test"}}'
            head = (
                f"HTTP/1.1 {mode} Test\r\nX-Elastic-Product: Elasticsearch\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            client.sendall(head.encode() + body)


def _read_request(client: socket.socket) -> bytes:
    """The bytes of one whole request; none at the end of the connection."""
    data = b""
    while b"\r\n\r\n" not in data:
        part = client.recv(65_536)
        if not part:
            return b""
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += client.recv(65_536)
    return head + b"\r\n\r\n" + body


@contextlib.contextmanager
def front(target: tuple[str, int] | None = None) -> Iterator[Front]:
    """A front that is closed at the end."""
    opened = Front(target)
    try:
        yield opened
    finally:
        opened.close()


def closed_port() -> int:
    """A port on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
