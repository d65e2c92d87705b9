"""What all tests share: where data and models lie, and a machine without settings."""

import os
import signal
from pathlib import Path

import hypothesis
import platformdirs
import pytest

from narrator.settings import Settings

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("NARRATOR_TEST_DATA", ROOT.parent / "shared" / "data"))
MODELS = Path(os.environ.get("NARRATOR_MODELS", platformdirs.user_data_path("narrator") / "models"))

hypothesis.settings.register_profile("quick", max_examples=60, deadline=None)
hypothesis.settings.register_profile("fuzz", max_examples=3000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell starts what runs in the background deaf to Ctrl-C, and so would be what tests start."""


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch, tmp_path_factory):
    """Keep the user's file and environment out of every test."""
    for name in [name for name in os.environ if name.startswith("NARRATOR_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))


@pytest.fixture
def settings(tmp_path):
    """Settings that keep everything in the test's own folder, with the tone engine."""
    return Settings(
        data=tmp_path / "data",
        cache=tmp_path / "cache",
        models=MODELS,
        output=tmp_path / "output",
        engine="tone",
        jobs=2,
    )


@pytest.fixture(scope="session")
def data():
    """Give the folder of real books and gold data; skip where it is not at hand."""
    if not DATA.is_dir():
        pytest.skip(f"needs the test data in {DATA} (set NARRATOR_TEST_DATA)")
    return DATA


@pytest.fixture(scope="session")
def novels(data):
    """Give the folder of four novels."""
    return data / "epub" / "novels"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):  # noqa: ARG001  the hook's own signature
    """Fail in CI what is skipped for a missing part: there, every part should be."""
    report = yield
    if os.environ.get("CI") and report.skipped and "optional:" not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"CI should run this, but it was skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def bucket():
    """Start an S3 server on this machine, with the keys to it, and give a bucket there."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "tester")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        import s3fs

        s3fs.S3FileSystem().mkdir("books")
        yield "s3://books"
    server.stop()
