"""The key files of merchants.csv, tried now: a wrong one must not wait for the first payment to be found."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from common.importing.problems import Problems
from common.importing.table import Line
from ops.importing.rows import MerchantRow

APIV3_KEY_BYTES = 32
RSA_BITS = 2048


class _Elsewhere(Exception):
    """A key file outside the directory that is handed in."""


def read_keys(
    lines: list[Line[MerchantRow]], folder: Path, problems: Problems
) -> dict[str, dict[str, str | None]]:
    """By merchant id the fields of `clients.payments.Merchant`, keys in clear."""
    keys: dict[str, dict[str, str | None]] = {}
    for line in lines:
        row = line.row
        if not (row.private_key_file and row.apiv3_key_file and row.public_key_file):
            continue
        keys[row.merchant_id] = {
            "id": row.merchant_id,
            "mode": row.mode,
            "mchid": row.mchid,
            "sub_mchid": row.sub_mchid,
            "appid": row.appid,
            "serial_no": row.serial_no,
            "public_key_id": row.public_key_id,
            "private_key_pem": _read(line, "private_key_file", folder, problems),
            "apiv3_key": _read(line, "apiv3_key_file", folder, problems).strip(),
            "public_key_pem": _read(line, "public_key_file", folder, problems),
        }
    _agree(lines, keys, problems)
    return keys


def _agree(
    lines: list[Line[MerchantRow]], keys: dict[str, dict[str, str | None]], problems: Problems
) -> None:
    """What WeChat Pay has once must not differ between two rows: which is right is for people to find out."""
    first: dict[tuple[str, str | None], tuple[int, str]] = {}
    for line in lines:
        known = keys.get(line.row.merchant_id)
        if known is None:
            continue
        public = "".join(str(known["public_key_pem"]).split())
        once = (
            ("public_key_file", "公钥ID相同，公钥却不同", known["public_key_id"], public),
            ("public_key_id", "公钥相同，公钥ID却不同", public, str(known["public_key_id"])),
            (
                "apiv3_key_file",
                "商户号相同，APIv3 密钥却不同",
                known["mchid"],
                str(known["apiv3_key"]),
            ),
        )
        for column, words, one, other in once:
            if not one or not other:
                continue  # it could not be read, which has been said
            seen, same = first.setdefault((column, one), (line.number, other))
            if same != other:
                title = MerchantRow.model_fields[column].title
                told = f"与第 {seen} 行{words}，请核对这两行"
                problems.at(MerchantRow.FILE, line.number, f"{column} {title}", told)


def _read(line: Line[MerchantRow], column: str, folder: Path, problems: Problems) -> str:
    name: str = getattr(line.row, column)
    path = (folder / name).resolve()
    try:
        # Whoever wrote the file must not choose what else of this computer is read.
        if not path.is_relative_to(folder.resolve()):
            raise _Elsewhere
        text = path.read_bytes().decode("ascii")
    except _Elsewhere:
        words = f"{name} 不在这个目录里；密钥文件要放在 merchants.csv 所在的目录或其下级目录，不能指到别处"
    except OSError:
        words = f"读不到文件 {name}，路径相对于 merchants.csv 所在的目录"
    except UnicodeDecodeError:
        words = f"{name} 不是文本形式的密钥文件"
    else:
        words = _objection(column, text)
    if not words:
        return text
    title = MerchantRow.model_fields[column].title
    problems.at(MerchantRow.FILE, line.number, f"{column} {title}", words)
    return ""


def _objection(column: str, text: str) -> str:
    """What is wrong with a key, or nothing. Never quotes the key."""
    if column == "apiv3_key_file":
        right = len(text.strip()) == APIV3_KEY_BYTES
        return "" if right else f"APIv3 密钥要是 {APIV3_KEY_BYTES} 个字符，文件里不要有别的内容"
    try:
        if column == "private_key_file":
            private = load_pem_private_key(text.encode(), password=None)
            right = isinstance(private, RSAPrivateKey) and private.key_size >= RSA_BITS
        else:
            public = load_pem_public_key(text.encode())
            right = isinstance(public, RSAPublicKey) and public.key_size >= RSA_BITS
    except (ValueError, TypeError, UnsupportedAlgorithm):
        right = False
    kind = "私钥" if column == "private_key_file" else "公钥"
    return "" if right else f"要是 PEM 格式、不加密、至少 {RSA_BITS} 位的 RSA {kind}"
