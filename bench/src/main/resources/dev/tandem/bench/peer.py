"""CPython's side of dev.tandem.bench.PeerBench: one measurement, made once for each line of standard input.

usage: peer.py version | submit TASKS | map ELEMENTS | pool-map ELEMENTS | round-trip TASKS
       | first spawn|fork | echo BYTES

Prints "<sum of results> <figure>..." for each measurement, and ends with its pool when the input ends.
"""

import math
import multiprocessing
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

WORKERS = 2
CHUNK = 1000


def increment(value):
    return value + 1


def echo(data):
    return data


def submit(pool, arguments):
    start = perf_counter()
    futures = [pool.submit(increment, argument) for argument in arguments]
    total = sum(future.result() for future in futures)
    return total, len(arguments) / (perf_counter() - start)


def map_chunks(pool, arguments):
    start = perf_counter()
    total = sum(pool.map(increment, arguments, chunksize=CHUNK))
    return total, len(arguments) / (perf_counter() - start)


def pool_map(pool, arguments):
    start = perf_counter()
    total = sum(pool.map(increment, arguments))
    return total, len(arguments) / (perf_counter() - start)


def percentile(ordered, fraction):
    return ordered[math.ceil(fraction * len(ordered)) - 1]


def round_trip(pool, arguments):
    times = []
    total = 0
    for argument in arguments:
        start = perf_counter()
        result = pool.submit(increment, argument).result()
        times.append((perf_counter() - start) * 1e6)
        total += result
    times.sort()
    return total, percentile(times, 0.5), percentile(times, 0.99)


def first(context, argument):
    start = perf_counter()
    pool = ProcessPoolExecutor(WORKERS, mp_context=context)
    try:
        result = pool.submit(increment, argument).result()
        return result, (perf_counter() - start) * 1e3
    finally:
        pool.shutdown()


def echo_once(pool, payload):
    start = perf_counter()
    back = pool.submit(echo, payload).result()
    seconds = perf_counter() - start
    return len(back) if back == payload else -1, len(payload) / (1 << 20) / seconds


def answer(measure):
    """Measures once for each line, until the input ends."""
    for _ in sys.stdin:
        print(*measure(), flush=True)


def main(what, parameter=""):
    if what == "version":
        print(platform.python_implementation(), platform.python_version(), flush=True)
    elif what == "first":
        context = multiprocessing.get_context(parameter)
        answer(lambda: first(context, 0))
    elif what == "pool-map":
        arguments = list(range(int(parameter)))
        with multiprocessing.Pool(WORKERS) as pool:
            answer(lambda: pool_map(pool, arguments))
    else:
        size = int(parameter)
        work = {"submit": submit, "map": map_chunks, "round-trip": round_trip, "echo": echo_once}[what]
        data = bytes(range(256)) * (size // 256) if what == "echo" else list(range(size))
        with ProcessPoolExecutor(WORKERS) as pool:
            answer(lambda: work(pool, data))


if __name__ == "__main__":
    main(*sys.argv[1:])
