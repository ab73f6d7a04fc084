"""publish: lay out the slots of the days inside the booking window and of the next one.

Run by a timer. Reads hospitals, departments, doctors, clinics, clinic_exceptions, settings. Writes clinic_sessions,
slots.
"""

from common.entry.timer import TimerJob, timer_call


@timer_call()
def main_handler() -> TimerJob:
    from common.usecases.publish import publish

    return publish
