"""Files in an S3-compatible store, plugged into `kernel.files` where the settings name one."""

import tempfile
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, cast
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError

from vanlang.kernel.file_places import FULL, copy
from vanlang.kernel.refusals import OutOfSpace, Refusal, Unavailable

IN_MEMORY = 2 * 2**20


@dataclass(frozen=True)
class S3:
    """A bucket; keys and region come from the environment, as boto3 reads them."""

    bucket: str
    endpoint: str | None = None

    @classmethod
    def at(cls, address: str) -> "S3":
        """Read s3://bucket?endpoint=https://…"""
        parts = urlsplit(address)
        return cls(parts.netloc, parse_qs(parts.query).get("endpoint", [None])[0])

    @cached_property
    def client(self) -> BaseClient:
        return boto3.client("s3", endpoint_url=self.endpoint)

    def put(self, content: BinaryIO) -> tuple[str, int]:
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
            sha256, size = copy(content, cast("BinaryIO", spool))
            spool.seek(0)
            try:
                if not self._has(sha256):
                    self.client.upload_fileobj(
                        spool, self.bucket, sha256, ExtraArgs={"ChecksumAlgorithm": "SHA256"}
                    )
            except (BotoCoreError, ClientError) as problem:
                raise _refusal(problem) from problem
        return sha256, size

    def open(self, sha256: str) -> BinaryIO:
        try:
            return cast("BinaryIO", self.client.get_object(Bucket=self.bucket, Key=sha256)["Body"])
        except self.client.exceptions.NoSuchKey as problem:
            raise FileNotFoundError(sha256) from problem
        except (BotoCoreError, ClientError) as problem:
            raise _refusal(problem) from problem

    def _has(self, sha256: str) -> bool:
        try:
            self.client.head_object(Bucket=self.bucket, Key=sha256)
        except ClientError as problem:
            if problem.response["Error"]["Code"] in {"404", "NoSuchKey", "NotFound"}:
                return False
            raise
        return True


def _refusal(problem: Exception) -> Refusal:
    words = str(problem)
    if "StorageFull" in words or "507" in words:
        return OutOfSpace(FULL)
    return Unavailable("Kho tệp của hệ thống tạm thời không trả lời. Xin thử lại sau ít phút.")
