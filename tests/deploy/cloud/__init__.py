"""A strict stand-in for the cloud API: signatures, parameters, states, quotas and bad days.

It knows nothing of the deployer: signatures are checked by code of its own, parameters and answers
against the models that the SDK publishes.
"""
