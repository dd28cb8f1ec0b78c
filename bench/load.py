"""A load generator: some connections that stay open, each asking again as soon as it has its answer.

``python -m bench.load HOST:PORT PATH SECONDS CONNECTIONS COOKIE`` prints one JSON object. A process of its own, so that
it does not share a lock with whoever measures.
"""

import http.client
import json
import sys
import threading
import time


def main() -> None:
    """Ask until the time is over."""
    host, path, seconds, connections, cookie = sys.argv[1:6]
    end = time.perf_counter() + float(seconds)
    done: list[float] = []
    failed: list[str] = []
    threads = [
        threading.Thread(target=ask, args=(host, path, cookie, end, done, failed)) for _ in range(int(connections))
    ]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - start
    print(json.dumps({"requests": len(done), "seconds": taken, "failed": failed[:3]}))


def ask(host: str, path: str, cookie: str, end: float, done: list[float], failed: list[str]) -> None:
    """Ask on one connection."""
    connection = http.client.HTTPConnection(host, timeout=30)
    headers = {"Cookie": cookie} if cookie else {}
    while time.perf_counter() < end and not failed:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.OK:
            failed.append(f"{answer.status} {answer.getheader('Location', '')}")
        done.append(time.perf_counter())
    connection.close()


if __name__ == "__main__":
    main()
