"""Whether a program starts as fast in a container as outside: from the start of the command to its first score.

    start_up.py FACTOR OUTSIDE… -- INSIDE… -- EMPTY…

EMPTY is a container that does nothing, whose time is taken off INSIDE. Of each command the shortest of at least five rounds counts, which
take turns. It fails if INSIDE is not within FACTOR times OUTSIDE after thirty rounds. scripts/test-image starts this.
"""

import subprocess
import sys
import time

LEAST_ROUNDS, MOST_ROUNDS = 5, 30


def seconds(command, scores):
    """From a command's start to its first score; to its end for one that does not score."""
    begin = time.monotonic()
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for line in run.stdout:
        if b'"type":"snippet"' in line:
            break
    else:
        if scores:
            sys.exit(f"test-image: {' '.join(command)} scored nothing")
    taken = time.monotonic() - begin
    run.stdout.read()
    if run.wait():
        sys.exit(f"test-image: {' '.join(command)} failed")
    return taken


def main(factor, words):
    commands = [[]]
    for word in words:
        commands.append([]) if word == "--" else commands[-1].append(word)
    times = [[] for _ in commands]
    for rounds in range(1, MOST_ROUNDS + 1):
        for command, taken, scores in zip(commands, times, (True, True, False)):
            taken.append(seconds(command, scores))
        outside, inside, empty = map(min, times)
        if rounds >= LEAST_ROUNDS and inside - empty <= factor * outside:
            break
    ratio = (inside - empty) / outside
    print(f"test-image: start to first score, shortest of {rounds}: {1000 * outside:.0f} ms outside, {1000 * inside:.0f} ms by podman, "
          f"of which {1000 * empty:.0f} ms for /bin/true: {ratio:.2f} times outside")
    if ratio > factor:
        sys.exit(f"test-image: it may be {factor} times")


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2:])
