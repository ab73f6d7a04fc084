"""Who acts when a maintainer runs a program: no person of the staff, and on record like one."""

from common.domain.actor import Door, Staff
from common.domain.grants import Grant, Role
from common.protocol.on_record import PROGRAM

OPERATOR = Grant(role=Role.OPERATOR)
ACTOR = Staff(PROGRAM, (OPERATOR,), Door.PROGRAM)
