"""Parts of an evaluation worked out by the workers of a Dask cluster."""

from collections.abc import Sequence
from typing import Any

from barometre.evaluation.material import Material
from barometre.evaluation.parts import Part, Rows, Spread, do_part


def spread_over(client: Any) -> Spread:
    """Spread parts over the workers of a ``distributed.Client``.

    The answers go once to each worker, over the network of the cluster: it has to be
    as private as the machine of the study.
    """

    def spread(material: Material, parts: Sequence[Part]) -> Sequence[Rows]:
        shared = client.scatter(material, broadcast=True, hash=False)
        # What is divided least takes longest: it begins first.
        order = sorted(
            range(len(parts)),
            key=lambda place: (parts[place].sample, not parts[place].focus),
        )
        futures = {
            place: client.submit(do_part, shared, parts[place], pure=False)
            for place in order
        }
        done: Sequence[Rows] = client.gather([futures[p] for p in range(len(parts))])
        return done

    return spread
