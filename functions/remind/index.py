"""remind: the day before and two hours before a visit.

Run by a timer every minute. Reads bookings, message_templates. Writes bookings, message_log, message_credits.
"""

from common.runtime.handler import TimerJob, timer_call


@timer_call
def main_handler() -> TimerJob:
    from common.usecases.remind import remind

    return remind
