"""Word files from outside become PDF by LibreOffice, where the installation has it."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from vanlang.kernel.refusals import Refusal, Unavailable

PROGRAMS = ("soffice", "libreoffice")
TIMEOUT_SECONDS = 120
NOT_INSTALLED = (
    "Máy chủ chưa cài LibreOffice nên không chuyển được tệp Word sang PDF. Hãy tự lưu tệp dưới dạng"
    " PDF rồi tải lên, hoặc đề nghị quản trị cài gói libreoffice-writer."
)
FAILED = "Không chuyển được tệp Word này sang PDF. Hãy tự lưu tệp dưới dạng PDF rồi tải lên."
# PDF/A-2b, which an archive takes; LibreOffice before 7.4 does not know the words after the name.
TO_PDF_A = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'
# What the file asks for is not done: no macro is run and nothing is fetched from elsewhere.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
</oor:items>
"""
NOWHERE = "http://127.0.0.1:9"  # a proxy that is not there


def program() -> str | None:
    """Return where LibreOffice is, if it is installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def to_pdf(word: bytes) -> bytes:
    """Return the PDF/A of a Word file; each run has a profile of its own, so that many can run.

    Raises:
        Unavailable: LibreOffice is not installed, or takes too long.
        Refusal: it cannot read the file.
    """
    office = program()
    if office is None:
        raise Unavailable(NOT_INSTALLED, field="file")
    with tempfile.TemporaryDirectory(prefix="word-") as folder:
        source, made = Path(folder) / "van-ban.docx", Path(folder) / "van-ban.pdf"
        source.write_bytes(word)
        settings = Path(folder) / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(PROFILE)
        words = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        words += ["--norestore", "--convert-to", TO_PDF_A, "--outdir", folder, str(source)]
        _run(words, folder)
        if not made.exists():
            raise Refusal(FAILED, field="file")
        return made.read_bytes()


def _run(words: list[str], folder: str) -> None:
    """Run it to its end, or end it with all that it started."""
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), NOWHERE)
    running = subprocess.Popen(
        words,
        env={**os.environ, **proxies, "HOME": folder},
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        running.wait(timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired as problem:
        raise Unavailable(FAILED, field="file") from problem
    finally:
        # The program is a script that starts the office: ending the script alone would leave it.
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
