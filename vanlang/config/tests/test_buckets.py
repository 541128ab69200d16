"""An S3-compatible store keeps files as surely as a directory does."""

from datetime import UTC, datetime
from uuid import UUID

import boto3
import pytest
from moto import mock_aws

from vanlang.config.buckets import S3
from vanlang.kernel import files
from vanlang.kernel.actors import Actor, ActorKind
from vanlang.kernel.models import StoredFile
from vanlang.kernel.refusals import Unavailable

pytestmark = pytest.mark.django_db

LAN = Actor(UUID(int=1), "Nguyễn Thị Lan", ActorKind.CITIZEN)
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
TEXT = "Đơn xin xác nhận".encode()


def test_s3_keeps_and_gives_the_same_bytes() -> None:
    with mock_aws():
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="ho-so")
        bucket = S3.at("s3://ho-so")

        file = files.store(TEXT, by=LAN, at=AT, where=bucket)
        again = files.store(TEXT, by=LAN, at=AT, where=bucket)

        assert again == file
        assert files.read(file, where=bucket) == TEXT
        with pytest.raises(FileNotFoundError):
            bucket.open("0" * 64)


def test_an_s3_store_that_does_not_answer_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    nobody = S3.at("s3://ho-so?endpoint=http://127.0.0.1:9")

    with pytest.raises(Unavailable):
        files.store(TEXT, by=LAN, at=AT, where=nobody)

    assert not StoredFile.objects.exists()
