"""How many replicas a service needs, by the formula the vendor gives for its router.

Source: https://learn.microsoft.com/azure/machine-learning/how-to-kubernetes-inference-routing-azureml-fe
"""

from __future__ import annotations

import math
from fractions import Fraction


def replicas(rate: float, latency: float, utilization: float, concurrency: int) -> int:
    """ceil(rate x latency / utilization / concurrency): requests a second, seconds, a share, and a count.

    Computed in fractions of the decimal numbers given, so that 7 x 0.1 / 0.7 is one replica and not two.
    """
    busy = Fraction(str(rate)) * Fraction(str(latency))
    return max(1, math.ceil(busy / Fraction(str(utilization)) / concurrency))


def sentence(count: int, cpu: float | None, memory: float | None) -> str:
    """The answer in words; `cpu` in cores and `memory` in GiB for one replica."""
    parts = [f"{count} replica{'' if count == 1 else 's'}"]
    parts += [f"{count * cpu:g} cores"] if cpu else []
    parts += [f"{count * memory:g} GiB"] if memory else []
    return ", ".join(parts)
