"""Parts of an evaluation worked out by the workers of a Dask cluster."""

from collections.abc import Callable, Sequence
from typing import Any

from barometre.evaluation.parts import Spread

# Dask has workers give every freed array back to the system, which then hands it out
# again page by page: that takes as long as the estimates themselves.
_KEEP_MEMORY = {
    "MALLOC_ARENA_MAX": 1,
    "MALLOC_MMAP_THRESHOLD_": 1 << 25,
    "MALLOC_TRIM_THRESHOLD_": 1 << 28,
}


def settle_memory() -> None:
    """Have the workers that Dask starts on this machine keep the memory they use."""
    import dask

    start = "distributed.nanny.pre-spawn-environ"
    dask.config.set({f"{start}.{name}": size for name, size in _KEEP_MEMORY.items()})


def spread_over(client: Any) -> Spread:
    """Spread parts over the workers of a ``distributed.Client``.

    The answers go once to each worker, over the network of the cluster: it has to be
    as private as the machine of the study.
    """

    def spread(
        function: Callable[[Any, Any], Any], shared: Any, items: Sequence[Any], /
    ) -> Sequence[Any]:
        sent = client.scatter(shared, broadcast=True, hash=False)
        futures = [client.submit(function, sent, item, pure=False) for item in items]
        found: Sequence[Any] = client.gather(futures)
        return found

    return spread
