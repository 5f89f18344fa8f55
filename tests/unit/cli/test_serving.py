"""The server's own signals."""

import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

from service.cli.serving import Server
from service.settings import Settings


def test_an_interrupt_that_falls_while_a_request_is_handed_on_waits_for_no_lock(app, application):
    server = Server(app, application, Settings(workers=0), socket.create_server(("127.0.0.1", 0)))
    worker, later = object.__new__(server.cfg.worker_class), []
    worker.method_queue = SimpleNamespace(defer=lambda *told: later.append(told))
    with ThreadPoolExecutor(1) as worker.tpool:
        handing_on = worker.tpool._shutdown_lock  # held while a request is put before the pool, by the same thread
        with handing_on:
            interrupted = threading.Thread(target=worker.handle_quit, args=(signal.SIGINT, None), daemon=True)
            interrupted.start()
            interrupted.join(5)
            assert not interrupted.is_alive()
    assert len(later) == 1, "the pool is shut down once the loop comes round"
