"""remind: the day before and two hours before a visit.

Run by a timer every minute. Reads bookings, message_templates. Writes bookings, message_log, message_credits.
"""

from common.entry.needs import WECHAT
from common.entry.timer import TimerJob, timer_call


@timer_call(WECHAT)
def main_handler() -> TimerJob:
    from common.usecases.remind import remind

    return remind
