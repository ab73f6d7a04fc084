"""A small project in a folder: a template with three functions and a layer, and its code."""

from __future__ import annotations

from pathlib import Path

from template import Template, load

TEMPLATE = """\
Globals:
  Function:
    Runtime: Python3.10
    Handler: index.main_handler
    MemorySize: 256
    Timeout: 15
    Layers: [base]
    VpcConfig: {VpcId: "${VPC_ID}", SubnetId: "${SUBNET_ID}"}
    PublicNet: true
    Environment:
      Variables:
        MONGO_URI: ${MONGO_URI}
        DATA_KEYS: ${DATA_KEYS}
        NOTE: ${NOTE}
Resources:
  base:
    Type: TencentCloud::Serverless::Layer
    Properties: {ContentUri: shared, Requirements: shared/requirements.lock}
  pages:
    Type: TencentCloud::Serverless::StaticSite
    Properties: {Program: pages/build.mjs, Path: /staff, Headers: {X-Frame-Options: DENY, A-B: "1; 2"}}
  app:
    Type: TencentCloud::Serverless::Namespace
    book:
      Type: TencentCloud::Serverless::Function
      Properties: {CodeUri: functions/book, ClientInvoke: true, Description: Take a seat}
    notify:
      Type: TencentCloud::Serverless::Function
      Properties:
        CodeUri: functions/notify
        Events:
          notice: {Type: HttpRoute, Properties: {Path: /pay/notify, Methods: [POST]}}
    sweep:
      Type: TencentCloud::Serverless::Function
      Properties:
        CodeUri: functions/sweep
        Timeout: 60
        Events:
          minute: {Type: Timer, Properties: {CronExpression: "0 * * * * * *", Message: "所有"}}
"""
HANDLER = "def main_handler(event, context):\n    return {'ok': True}\n"

# Builds what is handed to it: a page, and a file of its own that is deployed nowhere.
BUILD = """\
import fs from 'node:fs';
const out = process.argv[2];
fs.mkdirSync(`${out}/assets`, { recursive: true });
fs.writeFileSync(`${out}/index.html`, '<p>');
fs.writeFileSync(`${out}/assets/a-1.js`, '1');
fs.writeFileSync(`${out}/.pages.json`, String(Math.random()));
console.log(JSON.stringify({ built: true, problems: [] }));
"""


class ProjectFolder:
    """A folder with the template above and the code it names."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "shared").mkdir(parents=True)
        (root / "shared" / "__init__.py").write_text("")
        (root / "shared" / "requirements.lock").write_text("")
        (root / "template.yaml").write_text(TEMPLATE)
        (root / "pages").mkdir()
        (root / "pages" / "build.mjs").write_text(BUILD)
        for name in ("book", "notify", "sweep"):
            self.write(name, HANDLER)

    def write(self, function: str, code: str) -> None:
        folder = self.root / "functions" / function
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "index.py").write_text(code)

    def edit(self, old: str, new: str) -> None:
        """Change the template; the old text must be there."""
        path = self.root / "template.yaml"
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    @property
    def template(self) -> Template:
        return load(self.root / "template.yaml")
