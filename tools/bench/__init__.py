"""Parts of the benchmarks (tools/bench.py) that the fault tests use too."""
