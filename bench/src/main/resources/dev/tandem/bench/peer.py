"""Python's side of dev.tandem.bench.PeerBench: one measurement, made once for each line of standard input.

usage: peer.py version | has MODULE
       | TOOL submit|record|partial|map|imap|round-trip SIZE
       | TOOL echo|echo-doubles BYTES
       | TOOL first spawn|forkserver|fork|default
       | pebble kill TIMES

TOOL is futures (concurrent.futures), pool (multiprocessing.Pool), loky, joblib or pebble; each knows what is its own.
Prints "= <sum of results> <figure>..." for each measurement, and ends with its pool when the input ends.
"""

import array
import functools
import importlib
import importlib.metadata
import math
import multiprocessing
import os
import platform
import signal
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from time import perf_counter

WORKERS = 2
CHUNK = 1000
MEBIBYTE = 1 << 20


# ---- the work of the tasks, as in Tasks.java


def increment(value):
    return value + 1


@dataclass
class Parcel:
    id: int
    weight: float
    label: str


def next_parcel(parcel):
    return Parcel(parcel.id + 1, parcel.weight * 2, parcel.label)


def increment_captured(captured):
    return captured + 1


def echo(data):
    return data


# ---- pools: what they have in common is submit(function, argument) -> future, map(function, arguments) -> results


class Futures:
    """concurrent.futures.ProcessPoolExecutor."""

    def __init__(self, context=None):
        context = context and multiprocessing.get_context(context)
        self.pool = ProcessPoolExecutor(WORKERS, mp_context=context)

    def submit(self, function, *arguments):
        return self.pool.submit(function, *arguments)

    def result(self, future):
        return future.result()

    def map(self, function, arguments):
        return self.pool.map(function, arguments, chunksize=CHUNK)

    def close(self):
        self.pool.shutdown()


class Pool:
    """multiprocessing.Pool."""

    def __init__(self, _context=None):
        self.pool = multiprocessing.Pool(WORKERS)

    def submit(self, function, *arguments):
        return self.pool.apply_async(function, arguments)

    def result(self, future):
        return future.get()

    def map(self, function, arguments):
        return self.pool.map(function, arguments)

    def imap(self, function, arguments):
        return self.pool.imap(function, arguments, chunksize=CHUNK)

    def close(self):
        self.pool.close()
        self.pool.join()


class Loky(Futures):
    """loky, which joblib brings along."""

    def __init__(self, _context=None):
        try:
            loky = importlib.import_module("loky")
        except ImportError:
            loky = importlib.import_module("joblib.externals.loky")
        self.pool = loky.ProcessPoolExecutor(WORKERS)


class Joblib:
    """joblib with batches that it sizes itself."""

    def __init__(self, _context=None):
        self.joblib = importlib.import_module("joblib")
        self.pool = self.joblib.Parallel(n_jobs=WORKERS)

    def map(self, function, arguments):
        return self.pool(self.joblib.delayed(function)(argument) for argument in arguments)

    def close(self):
        importlib.import_module("joblib.externals.loky").get_reusable_executor().shutdown()


class Pebble:
    """pebble.ProcessPool."""

    def __init__(self, _context=None, workers=WORKERS):
        self.pool = importlib.import_module("pebble").ProcessPool(max_workers=workers)

    def submit(self, function, *arguments):
        return self.pool.schedule(function, args=arguments)

    def result(self, future):
        return future.result()

    def map(self, function, arguments):
        return self.pool.map(function, arguments, chunksize=CHUNK).result()

    def close(self):
        self.pool.close()
        self.pool.join()


TOOLS = {"futures": Futures, "pool": Pool, "loky": Loky, "joblib": Joblib, "pebble": Pebble}


# ---- measurements: the sum of the results, then the figures


def rate_of(results, value, count):
    start = perf_counter()
    total = sum(value(result) for result in results())
    return total, count / (perf_counter() - start)


def submit_all(pool, function, arguments, value=lambda result: result):
    def results():
        futures = [pool.submit(function, argument) for argument in arguments]
        return (pool.result(future) for future in futures)

    return rate_of(results, value, len(arguments))


def submit_partials(pool, arguments):
    """The next best to a lambda that captures a value: those cannot be pickled."""

    def results():
        futures = [pool.submit(functools.partial(increment_captured, argument)) for argument in arguments]
        return (pool.result(future) for future in futures)

    return rate_of(results, lambda result: result, len(arguments))


def percentile(ordered, fraction):
    return ordered[math.ceil(fraction * len(ordered)) - 1]


def round_trip(pool, arguments):
    times = []
    total = 0
    for argument in arguments:
        start = perf_counter()
        result = pool.result(pool.submit(increment, argument))
        times.append((perf_counter() - start) * 1e6)
        total += result
    times.sort()
    return total, percentile(times, 0.5), percentile(times, 0.99)


def first(tool, context):
    start = perf_counter()
    pool = TOOLS[tool](None if context == "default" else context)
    try:
        result = pool.result(pool.submit(increment, 0))
        return result, (perf_counter() - start) * 1e3
    finally:
        pool.close()


def echo_once(pool, payload, size):
    """The rate counts the bytes of both ways."""
    start = perf_counter()
    back = pool.result(pool.submit(echo, payload))
    seconds = perf_counter() - start
    return size if back == payload else -1, 2 * size / MEBIBYTE / seconds


def kill_delays(times):
    """From the death of the only worker, which runs a task, to the result of the task behind it."""
    pool = Pebble(workers=1)
    delays = []
    total = 0
    try:
        for _ in range(times):
            pid = pool.result(pool.submit(os.getpid))
            running = pool.submit(time.sleep, 600)
            behind = pool.submit(increment, 0)
            while not running.running():
                time.sleep(0.001)
            time.sleep(0.05)
            start = perf_counter()
            os.kill(pid, signal.SIGKILL)
            total += pool.result(behind)
            delays.append((perf_counter() - start) * 1e3)
    finally:
        pool.close()
    delays.sort()
    return total, percentile(delays, 0.5), delays[-1]


def measurement(pool, work, size):
    """Prepares what is not measured; returns what makes a measurement."""
    if work == "echo":
        payload = bytes(range(256)) * (size // 256)
        return lambda: echo_once(pool, payload, size)
    if work == "echo-doubles":
        payload = array.array("d", range(1024)) * (size // 8192)
        return lambda: echo_once(pool, payload, size)
    arguments = list(range(size))
    if work == "record":
        parcels = [Parcel(i, 2.5, "parcel") for i in arguments]
        return lambda: submit_all(pool, next_parcel, parcels, lambda parcel: parcel.id)
    return {
        "submit": lambda: submit_all(pool, increment, arguments),
        "partial": lambda: submit_partials(pool, arguments),
        "map": lambda: rate_of(lambda: pool.map(increment, arguments), lambda result: result, size),
        "imap": lambda: rate_of(lambda: pool.imap(increment, arguments), lambda result: result, size),
        "round-trip": lambda: round_trip(pool, arguments),
    }[work]


def answer(measure):
    """Measures once for each line, until the input ends."""
    for _ in sys.stdin:
        print("=", *measure(), flush=True)


def main(what, work="", parameter=""):
    if what == "version":
        print(platform.python_implementation(), platform.python_version(), flush=True)
    elif what == "has":
        importlib.import_module(work)  # that it is listed does not mean that it works
        print(work, importlib.metadata.version(work), flush=True)
    elif work == "first":
        answer(lambda: first(what, parameter))
    elif work == "kill":
        answer(lambda: kill_delays(int(parameter)))
    else:
        pool = TOOLS[what]()
        try:
            answer(measurement(pool, work, int(parameter)))
        finally:
            pool.close()


if __name__ == "__main__":
    import peer  # so that the functions are found by name in a module, as those of a program are

    peer.main(*sys.argv[1:])
