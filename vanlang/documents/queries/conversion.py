"""Word files from outside become PDF by LibreOffice, where the installation has it."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from vanlang.kernel.refusals import Refusal, Unavailable

PROGRAMS = ("soffice", "libreoffice")
TIMEOUT_SECONDS = 120
NOT_INSTALLED = (
    "Máy chủ chưa cài LibreOffice nên không chuyển được tệp Word sang PDF. Hãy tự lưu tệp dưới dạng"
    " PDF rồi tải lên, hoặc đề nghị quản trị cài gói libreoffice-writer."
)
FAILED = "Không chuyển được tệp Word này sang PDF. Hãy tự lưu tệp dưới dạng PDF rồi tải lên."


def program() -> str | None:
    """Return where LibreOffice is, if it is installed."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def to_pdf(word: bytes) -> bytes:
    """Return the PDF of a Word file; each run has a profile of its own, so that many can run.

    Raises:
        Unavailable: LibreOffice is not installed, or takes too long.
        Refusal: it cannot read the file.
    """
    office = program()
    if office is None:
        raise Unavailable(NOT_INSTALLED, field="file")
    with tempfile.TemporaryDirectory() as folder:
        source, made = Path(folder) / "van-ban.docx", Path(folder) / "van-ban.pdf"
        source.write_bytes(word)
        words = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        words += ["--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            subprocess.run(words, check=False, capture_output=True, timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired as problem:
            raise Unavailable(FAILED, field="file") from problem
        if not made.exists():
            raise Refusal(FAILED, field="file")
        return made.read_bytes()
