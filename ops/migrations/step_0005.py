"""0005: the indexes that jobs, previews and doctors of several departments are found by.

A catalogue of the release before has no revision and reads as one of revision 0: nothing of it changes.
"""

from ops.migrations.step import Step
from ops.migrations.step_0001 import apply

STEP = Step(5, "jobs that write catalogues", "建立写入任务的索引", apply)
