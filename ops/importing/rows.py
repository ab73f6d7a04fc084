"""The rows of each file of the platform. Titles are the columns' Chinese names; docs/import-format.md explains them."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from common.domain.messages import KINDS
from common.importing.cells import FieldMap, Identifier, choice, matching, prose
from common.importing.rows import Name
from common.importing.table import Row
from ops.importing.message_fields import objection

File = Annotated[str, prose(300)]


class MerchantRow(Row):
    """A WeChat Pay merchant. Without the key columns it only names one whose keys are stored already."""

    FILE = "merchants.csv"
    KEY_COLUMNS: ClassVar = ("mchid", "appid", "serial_no", "private_key_file", "apiv3_key_file",
            "public_key_id", "public_key_file")  # fmt: skip

    merchant_id: Identifier = Field(title="商户编号")
    name: Name = Field(title="商户名称")
    mode: Annotated[
        str,
        choice({"direct": "direct", "partner": "partner", "直连": "direct", "服务商": "partner"}),
    ] = Field(title="接入模式")
    mchid: Annotated[str, matching(r"[0-9]{8,10}", "8–10 位数字的微信支付商户号")] | None = Field(
        None, title="商户号"
    )
    sub_mchid: Annotated[str, matching(r"[0-9]{8,10}", "8–10 位数字的特约商户号")] | None = Field(
        None, title="特约商户号"
    )
    appid: Annotated[str, matching(r"wx[0-9a-zA-Z]{16}", "wx 开头、18 位的小程序 AppID")] | None = (
        Field(None, title="小程序AppID")
    )
    serial_no: Annotated[str, matching(r"[0-9A-Fa-f]{8,64}", "证书序列号（十六进制）")] | None = (
        Field(None, title="商户证书序列号")
    )
    private_key_file: File | None = Field(None, title="商户私钥文件")
    apiv3_key_file: File | None = Field(None, title="APIv3密钥文件")
    public_key_id: (
        Annotated[str, matching(r"PUB_KEY_ID_[0-9A-Za-z]{1,64}", "PUB_KEY_ID_ 开头的公钥ID")] | None
    ) = Field(None, title="微信支付公钥ID")
    public_key_file: File | None = Field(None, title="微信支付公钥文件")

    @property
    def keyed(self) -> bool:
        """Brings its numbers and keys along."""
        return any(getattr(self, column) for column in (*self.KEY_COLUMNS, "sub_mchid"))

    def faults(self) -> Iterator[tuple[str, str]]:
        if not self.keyed:
            return
        for column in self.KEY_COLUMNS:
            if not getattr(self, column):
                yield (
                    column,
                    "商户号与密钥各列要么全部填写，要么全部留空（留空表示沿用已保存的密钥）",
                )
        if self.mode == "partner" and not self.sub_mchid:
            yield "sub_mchid", "服务商模式必须填写特约商户号"
        if self.mode == "direct" and self.sub_mchid:
            yield "sub_mchid", "直连模式不填特约商户号"


class MessageTemplateRow(Row):
    """A subscribe-message template of the mini-program's account and what goes into its fields."""

    FILE = "message_templates.csv"

    kind: Annotated[str, choice({kind: kind for kind in KINDS})] = Field(title="消息种类")
    template_id: Annotated[str, matching(r"[0-9A-Za-z_-]{43}", "微信后台给出的 43 位模板ID")] = (
        Field(title="模板ID")
    )
    title: Annotated[str, prose(30)] = Field(title="模板标题")
    fields: FieldMap = Field(title="字段对应")

    def faults(self) -> Iterator[tuple[str, str]]:
        for field, value in self.fields.items():
            words = objection(field, value)
            if words:
                yield "fields", words
