"""Several things at once, each with a connection of its own."""

import threading

from django.db import connections


def run_together(*calls):
    """Each call in a thread with a connection of its own; what each returned or raised."""
    start, results = threading.Barrier(len(calls)), {}

    def run(number, call):
        try:
            start.wait(timeout=10)
            results[number] = call()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return [results[number] for number in range(len(calls))]
