"""Properties are tried with the same examples every time, however long an example takes on this machine.

`pytest tests/unit --hypothesis-profile explore` looks for new ones.
"""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", max_examples=1000, deadline=None)
settings.load_profile("same")
