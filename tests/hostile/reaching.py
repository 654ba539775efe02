"""Leaving by the network."""

from .attack import Attack

ATTACKS = (
    Attack(
        "connect to this machine",
        "a helper that listens here",
        ("import socket\nsocket.create_connection(('127.0.0.1', $port), 2)\nprint('GOT it')",),
    ),
    Attack(
        "a datagram",
        "no connection needed",
        (
            (
                "import socket\n"
                "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', "
                "$port))\nprint('GOT it')"
            ),
        ),
    ),
    Attack(
        "HTTP",
        "the answers by mail order",
        (
            "import urllib.request, http.client\ntry: urllib.request.urlopen('http://127.0.0.1:$port', timeout=2)\n"
            "except http.client.HTTPException: print('GOT it')\nexcept ConnectionResetError: print('GOT it')",
        ),
    ),
    Attack(
        "a named socket",
        "sockets lie in the file system too",
        ("import socket\ns = socket.socket(socket.AF_UNIX); s.connect('$course/socket')\nprint('GOT it')",),
    ),
    Attack(
        "an abstract socket",
        "and in no file system",
        ("import socket\ns = socket.socket(socket.AF_UNIX); s.connect('\\0$abstract')\nprint('GOT it')",),
    ),
    Attack(
        "a datagram from a socket pair",
        "socketpair is allowed, its ends can be reconnected",
        (
            "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)\n"
            "try: a.sendto(b'x', '$course/socket')\nexcept OSError: pass\na.connect('$course/socket')\nprint('GOT it')",
        ),
        even_at_none=True,
    ),
    Attack(
        "wait for a visitor",
        "a server of one's own",
        ("import socket\nsocket.create_server(('127.0.0.1', 0))\nprint('GOT it')",),
    ),
    Attack(
        "asyncio",
        "event loops bring their own sockets",
        ("import asyncio\nreader, writer = await asyncio.open_connection('127.0.0.1', $port)\nprint('GOT it')",),
    ),
)
