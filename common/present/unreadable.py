"""What stands where a sealed field does not open: only that field is lost, and its owner is told what to do."""

REFILL = "读不出，请重新填写"
ADD_AGAIN = "读不出，请删除后重新添加"
IN_A_COPY = "读不出"
