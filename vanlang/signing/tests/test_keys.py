"""The same hash is signed by a file, a token and a remote service; each may be away."""

import base64
import json
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import pkcs12
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from vanlang.kernel.refusals import Unavailable
from vanlang.signing.actions import keys

DOCUMENT = "Giấy xác nhận".encode()
DIGEST = sha256(DOCUMENT).digest()
MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "1234"
EC_KEY = ec.generate_private_key(ec.SECP256R1())
RSA_KEY = rsa.generate_private_key(65537, 2048)

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
KEYS: dict[str, Key] = {"ec": EC_KEY, "rsa": RSA_KEY}


def check(key: Key, signature: bytes) -> None:
    if isinstance(key, rsa.RSAPrivateKey):
        key.public_key().verify(signature, DOCUMENT, padding.PKCS1v15(), hashes.SHA256())
    else:
        key.public_key().verify(signature, DOCUMENT, ec.ECDSA(hashes.SHA256()))


@pytest.fixture(params=[EC_KEY, RSA_KEY], ids=["P-256", "RSA"])
def key(request: pytest.FixtureRequest) -> Key:
    found: Key = request.param
    return found


def test_sign_with_a_pkcs12_file(
    key: Key, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = serialization.BestAvailableEncryption(b"mat khau")
    (tmp_path / "hoa.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"hoa", key, None, None, sealed)
    )
    monkeypatch.setenv("VANLANG_PKCS12_SECRET", "mat khau")
    settings.KEY_STORES = [f"pkcs12:{tmp_path}"]

    signature = keys.sign("pkcs12:hoa", DIGEST)

    check(key, signature)


def test_a_name_cannot_leave_the_folder(tmp_path: Path) -> None:
    store = keys.FileStore(tmp_path / "keys", b"")

    with pytest.raises(Unavailable):
        store.sign("../hoa", DIGEST)


@pytest.fixture(scope="module")
def token(tmp_path_factory: pytest.TempPathFactory) -> Iterator[keys.KeyStore]:
    """Make a SoftHSM token with both keys; its library reads the configuration once a process."""
    if not shutil.which("softhsm2-util"):
        pytest.fail("This test needs the Debian package softhsm2.")
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        softhsm("--init-token", "--free", "--label", "vanlang", "--so-pin", "0000", "--pin", PIN)
        for number, (name, key) in enumerate(KEYS.items(), start=1):
            pem = folder / f"{name}.pem"
            pem.write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM,
                    serialization.PrivateFormat.PKCS8,
                    serialization.NoEncryption(),
                )
            )
            softhsm(
                *("--import", str(pem), "--token", "vanlang", "--pin", PIN),
                *("--label", name, "--id", f"0{number}"),
            )
        yield keys.pkcs11_store(f"{MODULE}?token=vanlang", PIN)


def softhsm(*words: str) -> None:
    subprocess.run(["softhsm2-util", *words], check=True, capture_output=True)  # noqa: S607


def test_sign_with_a_token(token: keys.KeyStore, key: Key) -> None:
    name = "rsa" if isinstance(key, rsa.RSAPrivateKey) else "ec"

    signature = token.sign(name, DIGEST)

    check(key, signature)


def test_a_key_the_token_does_not_have_is_unavailable(token: keys.KeyStore) -> None:
    with pytest.raises(Unavailable):
        token.sign("quang", DIGEST)


def test_a_missing_token_is_unavailable() -> None:
    store = keys.pkcs11_store("/usr/lib/softhsm/none.so?token=vanlang", PIN)

    with pytest.raises(Unavailable):
        store.sign("hoa", DIGEST)


class Service(BaseHTTPRequestHandler):
    """A remote signing service in the tests: knows one key and one bearer token."""

    asked: list[dict[str, str]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(asked)
        if self.headers["Authorization"] != "Bearer bi mat":
            self.send_error(401)
            return
        digest = base64.b64decode(asked["digest"])
        signature = EC_KEY.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        answer = json.dumps({"signature": base64.b64encode(signature).decode()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_words: object) -> None:
        return


@pytest.fixture
def service() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Service)
    Thread(target=server.serve_forever, daemon=True).start()
    Service.asked = []
    yield f"http://127.0.0.1:{server.server_port}/sign"
    server.shutdown()


def test_sign_remotely_sends_a_hash_and_nothing_else(
    service: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VANLANG_REMOTE_SECRET", "bi mat")
    settings.KEY_STORES = [f"remote:{service}"]

    signature = keys.sign("remote:hoa", DIGEST)

    check(EC_KEY, signature)
    sent = {"key": "hoa", "algorithm": "sha256", "digest": base64.b64encode(DIGEST).decode()}
    assert Service.asked == [sent]


def test_a_remote_service_that_refuses_is_unavailable(service: str) -> None:
    store = keys.remote_store(service, "sai")

    with pytest.raises(Unavailable):
        store.sign("hoa", DIGEST)


def test_a_remote_service_that_is_down_is_unavailable() -> None:
    store = keys.remote_store("http://127.0.0.1:9/sign", "")

    with pytest.raises(Unavailable):
        store.sign("hoa", DIGEST)


def test_a_remote_service_over_plain_http_is_not_configured() -> None:
    with pytest.raises(ImproperlyConfigured):
        keys.remote_store("http://hsm.example.vn/sign", "")


def test_an_unknown_kind_of_store_is_not_configured(settings: Settings) -> None:
    settings.KEY_STORES = []

    with pytest.raises(ImproperlyConfigured):
        keys.sign("pkcs11:hoa", DIGEST)
