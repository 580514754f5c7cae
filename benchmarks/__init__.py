"""Speed and memory: each workload beside its peer, on the same data, in one run."""
