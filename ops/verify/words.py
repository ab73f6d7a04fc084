"""What each finding says to a maintainer. `Finding.what` is its name, in English, and stays so in `--json`."""

import re

from ops.verify.findings import Finding, Mend

SENTENCES = {
    # slots
    "left is not the number of free phone seats": "余号数不等于线上空着的号数",
    "left is not the number of free window seats": "窗口的余号数不等于窗口空着的号数",
    "left is not the number of free referral seats": "转诊的余号数不等于转诊空着的号数",
    "holding is not the number of held phone seats": "线上的临时占用数不等于线上标了截止时间的号数",
    "holding is not the number of held window seats": "窗口的临时占用数不等于窗口标了截止时间的号数",
    "holding is not the number of held referral seats": "转诊的临时占用数不等于转诊标了截止时间的号数",
    "capacity is not the number of seats": "总号数不等于号的个数",
    "a claim is on two seats": "同一个占用标在两个号上",
    "a number is on two seats": "两个号的号序相同",
    "a free seat still carries marks of a booking": "空着的号还留着预约的标记",
    "the seat of a hold has no end": "待付款的号没有截止时间",
    "the seat of a confirmed booking is only held": "预约成功的号还标着临时占用",
    "a taken seat has no booking that keeps it": "号被占着，却没有要它的预约",
    "a seat is held longer than any rule allows": "号临时占用的时间太长，没有哪条规则允许",
    "a slot ends before it begins": "时段的结束不晚于开始",
    "a slot can be booked after it began": "时段开始以后还能预约",
    "a slot is released after its day": "放号时间在就诊那天之后",
    "a slot's money goes to another hospital": "号源的钱会付给别的医院",
    "two slots of a doctor overlap": "同一位医生的两个时段重叠",
    "a number is there twice in a doctor's half-day": "同一位医生的半天里有两个相同的号序",
    "a seat is taken of a slot that another layout replaced": "已被新排班取代的时段上，号还被占着",
    "a slot is halted and no job works on it": "时段停着等重新排班，却没有任务在办",
    "a slot is halted": "时段停着，正在重新排班",
    "a slot is of an older layout of its half-day": "时段属于这半天以前的排班，没有随新排班停掉",
    "more seats were added to a slot than it has": "记下的加号数比时段的总号数还多",
    # persons
    "holding is not the number of held claims": "临时占用数不等于标了截止时间的占用数",
    "a claim stands twice": "同一个占用记了两遍",
    "a person's claim has no active booking": "就诊人的占用没有对应的有效预约",
    "a claim is for another slot than its booking": "占用和它的预约不是同一个时间",
    "the claim of a hold has no end": "待付款的占用没有截止时间",
    "the claim of a confirmed booking is only held": "预约成功的占用还标着临时占用",
    "a claim is held longer than any rule allows": "占用的截止时间太晚，没有哪条规则允许",
    "a person can be found by no identity number": "自然人没有证件号码的散列，谁也找不到他",
    "a person has two visits at one time": "就诊人同一时间有两个预约",
    "two persons have one identity number": "同一个证件号码，两个自然人",
    # patients, sealed fields, merchants
    "a patient's identity number is not the person's": "就诊人的证件号码不是这个自然人的",
    "a sealed field is missing": "缺少加密字段",
    "a sealed field is not of the form in use": "加密字段的形式不对",
    "a sealed field does not open": "加密字段打不开",
    "a merchant whose numbers or key are not what they should be": "商户的号码或公钥不对",
    # bookings
    "active on a suspended slot": "停诊的时间上还有有效预约",
    "the slot of a booking is gone": "预约的号源没有了",
    "a booking has lost its seat": "预约的号没有了",
    "the seat of a booking is marked for another": "预约的号标着别的预约",
    "a booking and its seat have different numbers": "预约和号的号序不同",
    "a booking and its seat are of different pools": "预约和号的号池不同",
    "an active booking has lost its person's claim": "有效预约没有就诊人的占用",
    "a hold that nothing ends": "待付款的预约不会到期",
    "an effect is due": "后续动作到时间了，还没办",
    "the seat of a seated booking is to be released": "有效预约的号将被让出",
    "due_at is later than the earliest effect": "due_at 晚于最早的后续动作，没人会去办",
    "an effect was tried less than never": "后续动作的次数是负数",
    "an effect is put off for more than a day": "后续动作推迟了一天以上",
    "a hold lasts longer than any rule allows": "待付款的时间太长，没有哪条规则允许",
    "a lost hold does not count": "没付款的号没有计入当天的次数",
    "it can be cancelled after the day of the visit": "就诊那天过后还能取消",
    "it was made in the future": "预约时间在将来",
    "no reminder is awaited": "没有安排就诊提醒",
    "its history is gone": "没有变更记录",
    "its history does not lead to its status": "变更记录与状态对不上",
    "it does not say when and by whom it was cancelled": "没有记下何时、由谁取消",
    "the order number is not the booking's own": "订单号不是这个预约的",
    "the pickup code is not eight digits": "取号凭证不是 8 位数字",
    "the pickup code can be told from the order number": "取号凭证能从订单号推算出来",
    "fee and merchant do not belong together": "费用和商户对不上：收费要有商户，不收费不能有",
    # money
    "a transaction has two dispositions": "同一笔交易记了两个去向",
    "money is kept without a confirmed booking": "钱留下了，却没有成功的预约",
    "a booking is not confirmed by exactly the money it costs": "预约成功，收到的钱却不是应付的数",
    "money without its payment": "预约记着一笔钱，却没有相符的付款记录",
    "more is refunded than was paid": "退的比付的多",
    "a booking stands on money that goes back": "预约还有效，它的钱却在退",
    "money that must go back has no refund": "该退的钱没有退款",
    "less is refunded than was paid": "退的比付的少",
    "a payment that nobody will settle": "付款没人会去裁决",
    "a payment is not settled": "付款到时间了，还没裁决",
    "a payment raised an alarm although its booking is there": "付款记为找不到预约，预约却在",
    "a settled payment stands in no booking": "付款已裁决，预约里却没有它",
    "a payment and its booking differ in the amount": "付款和预约记的金额不同",
    "a payment and its booking differ in its disposition": "付款和预约记的去向不同",
    "a refund of money that need not go back": "不该退的钱有退款",
    "a refund with a number or merchant of its own": "退款的单号或商户与预约对不上",
    "a refund that nobody asks WeChat for": "退款没人会去向微信申请",
    "a refund whose end nobody asks for": "退款的结果没人会去问",
    "a refund is to be asked for": "退款的结果到时间了，还没去问",
    # catalogues
    "held by no job": "医院标着正在写入，却没有在写的任务",
    "also in a department that is not the hospital's, or twice in one": "医生的其他科室不是本院的，或写了两遍",
    "a job that nobody goes on with": "写入任务没有做完，却没人会接着做",
    "a job is not over": "写入任务还没做完",
    "a job has lost what it is to write": "写入任务要写的内容没有了",
    "a job names no entry of the audit log": "写入任务在操作记录里没有对应的一条",
    "a job ended half written": "写入任务结束了，却只写了一部分",
    "two hospitals whose money one merchant receives": "两家医院的钱进同一个商户账户",
    # the waitlist
    "the active mark of an entry disagrees with its status": "候补单的 active 与状态不符",
    "an entry's booking is for something else": "候补单的预约不是它的",
    "a queue is to be closed": "候补到时间了，还没截止",
    "a queue does not close the evening before": "候补不在前一天截止",
    "an entry waits where no seat reaches it": "候补单排在号轮不到的地方",
    "an entry was made when nobody could join": "加入候补的时间，那时还不能或不再能候补",
    "an entry counts for nothing": "有效的候补单没有占限额",
    "an entry is beyond the limit of a person": "候补单超出了一个人的限额",
    "an offer and its booking end at different times": "候补到号和它的预约，截止时间不同",
    "a seat is free while somebody waits for it": "有人候补，号却空着",
    # staff
    "its audit entry is not there, or tells of something else": "对应的操作记录不存在，或记的是别的事",
    "somebody with a post is not counted on it": "有角色的人没有计入，重新保存一次他的角色即可",
    # the audit log
    "an audit entry is missing before this one, or stands there twice": "操作记录：这一条前面缺了，或同一位置有两条",
    "an audit entry does not follow the one before it": "操作记录：这一条接不上前一条",
    "an audit entry's key is not in DATA_KEYS": "操作记录：签这一条的密钥不在 DATA_KEYS 里",
    "an audit entry is not as it was written": "操作记录：这一条被改过",
    "a chain of the audit log has no head": "操作记录：这条链没有链头",
    "the head of an audit chain does not read": "操作记录：链头读不出来",
    "the end of an audit chain was cut off": "操作记录：末尾被删去了",
    "the head of an audit chain is another entry's": "操作记录：链头和那一条对不上",
}
# Names that carry something: a status, a collection, fields.
_PATTERNS = (
    (r"an entry is (\w+) but its booking is not as it should be then", r"候补单是 \1，它的预约却不相符"),
    (r"names something that is not in (\w+)", r"引用的东西在 \1 里没有"),
    (r"disagrees in (\w+) with what it names in (\w+)", r"与 \2 里引用的那个，\1 不同"),
    (r"does not read: (.*)", r"读不出来，出错的字段：\1"),
    (r"a hospital's rules do not read: (.*)", r"医院的规则读不出来，出错的字段：\1"),
    (r"a merchant without (.*)", r"商户缺少 \1"),
    (r"booking and slot differ in (\w+)", r"预约和号源的 \1 不同"),
    (r"a claim and its booking differ in (\w+)", r"占用和它的预约的 \1 不同"),
)  # fmt: skip

MENDS = {
    Mend.SLOT_COUNTS: "重新数号源的号",
    Mend.PERSON_COUNT: "重新数就诊人的占用",
    Mend.FREE_SEAT: "让出这个号",
    Mend.UNCLAIM: "去掉就诊人的占用",
    Mend.KEEP_SEAT: "把号标为已约",
    Mend.KEEP_CLAIM: "把占用标为已约",
    Mend.PICKUP_CODE: "换一个取号凭证",
    Mend.BOOKING_DUE: "把 due_at 改到最早的后续动作",
    Mend.EXPIRE: "让待付款的预约到期",
    Mend.REFUND: "申请退款",
    Mend.PAYMENT_DUE: "让 sweep 裁决付款",
    Mend.REFUND_DUE: "让 sweep 去问退款的结果",
}


def sentence(what: str) -> str:
    """A finding's name in Chinese; one without a sentence is shown as it is."""
    for pattern, words in _PATTERNS:
        match = re.fullmatch(pattern, what)
        if match:
            return match.expand(words)
    return SENTENCES.get(what, what)


def told(finding: Finding) -> str:
    """What is wrong, in which collection, with which document, and whatever else it is about."""
    collection, identity = finding.root
    # The root of a user is their openid: where an id to tell is given, that one is told.
    place = (collection, finding.ids.get("id", identity))
    more = " ".join(f"{k}={v}" for k, v in finding.ids.items() if v not in place)
    return f"{sentence(finding.what)}：{' '.join(place)}" + (f"（{more}）" if more else "")
