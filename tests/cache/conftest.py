"""Places that machines share."""

import uuid

import pytest


@pytest.fixture(params=["file", "memory", "s3"])
def url(request, tmp_path):
    """Give a place of each kind where nothing lies yet."""
    if request.param == "s3":
        return f"{request.getfixturevalue('bucket')}/{uuid.uuid4()}"
    return f"{request.param}://{tmp_path}/far"
