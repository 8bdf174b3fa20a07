"""Typst without the network: a look must get nothing from it, nor send the text of a case there.

Typst fetches packages as soon as a look imports one, and has no option against it. An import that is written out is
refused while the look is loaded (MAL022), but a name can be put together while it runs. Typst asks the environment for
a proxy each time: for as long as it works, that is a port at which no program can listen.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_NOWHERE = "http://127.0.0.1:0"
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_EXCEPTIONS = "no_proxy"
_lock = threading.Lock()


@contextmanager
def offline() -> Iterator[None]:
    """Keep Typst from the network meanwhile; one thread at a time, for the environment is the whole process's."""
    names = [form for name in (*_PROXIES, _EXCEPTIONS) for form in (name, name.upper())]
    with _lock:
        before = {name: os.environ.pop(name, None) for name in names}
        os.environ.update({name: _NOWHERE for name in names if name.lower() in _PROXIES})
        try:
            yield
        finally:
            for name in names:
                os.environ.pop(name, None)
            os.environ.update({name: value for name, value in before.items() if value is not None})
