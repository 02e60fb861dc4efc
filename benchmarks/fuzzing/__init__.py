"""Every parser on bytes that nobody sends, guided by what of its code they reach.

    python -m benchmarks.fuzzing --seconds 60 --findings findings

With the extra ``fuzz``. A target is a collector and one form of its pages. Each has a process of
its own, a limit of memory, and one of time for an input; an exception that is no DataError, or an
input beyond a limit, is a finding, and its bytes stay in the folder.
"""
