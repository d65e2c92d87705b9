"""Fish Audio's official JavaScript SDK, unmodified."""

import json
import shutil
import subprocess

import pytest

PACKAGE = "fish-audio@0.1.0"

PROGRAM = """
import { FishAudioClient, RealtimeEvents } from "fish-audio";

const [url, wrongUrl] = process.argv.slice(2);
const client = new FishAudioClient({ apiKey: "any", baseUrl: url });
const result = {};

async function gather(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function fail(ask) {
  try { await ask(); return "nothing"; } catch (error) {
    return `${error.statusCode} ${JSON.stringify(error.body)}`;
  }
}

async function speakLive(request, text) {
  const connection = await client.textToSpeech.convertRealtime(request, text, "s2-pro");
  return await new Promise((resolve) => {
    const heard = { bytes: 0, error: null };
    connection.on(RealtimeEvents.AUDIO_CHUNK, (audio) => { heard.bytes += audio.length; });
    connection.on(RealtimeEvents.ERROR, (error) => { heard.error = String(error); });
    connection.on(RealtimeEvents.CLOSE, () => resolve(heard));
  });
}

const text = "The first sentence is here. The second one follows it.";
const convert = (request) => client.textToSpeech.convert(request, "s2-pro");
const sound = await gather(await convert({ text, format: "wav", sample_rate: 8000 }));
result.converted = sound.length;
result.live = await speakLive(
  { text: "", format: "wav", sample_rate: 8000 },
  ["The first sentence ", "is here. ", "The second one follows it."],
);
result.liveError = await speakLive({ text: "", reference_id: "nobody" }, ["Hello."]);
result.listed = (await client.voices.search({ page_size: 3 })).items.length;
result.voice = (await client.voices.get("bass")).title;
result.credit = Number((await client.user.get_api_credit()).credit);
result.balance = (await client.user.get_package()).balance;
result.unknown = await fail(() => client.voices.get("nobody"));
result.update = await fail(() => client.voices.update("bass", { title: "b" }));
result.remove = await fail(() => client.voices.delete("bass"));
result.clone = await fail(() => client.voices.ivc.create({
  title: "t", voices: [new File([new Uint8Array(9)], "a.wav")], texts: ["x", "y"],
}));
result.reference = await fail(() => convert({
  text, references: [{ audio: new File([new Uint8Array(9)], "a.wav"), text: "x" }],
}));
const other = new FishAudioClient({ apiKey: "wrong", baseUrl: wrongUrl });
result.key = await fail(() => other.textToSpeech.convert({ text }, "s1"));
console.log(JSON.stringify(result));
process.exit(0);
"""


@pytest.fixture(scope="module")
def folder(pytestconfig):
    """A folder with the SDK in it, kept from run to run."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("optional: needs node and npm")
    folder = pytestconfig.cache.mkdir("fish-audio-javascript")
    if not (folder / "node_modules" / "fish-audio").is_dir():
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"optional: npm could not fetch {PACKAGE}: {done.stderr[-300:]}")
    (folder / "program.mjs").write_text(PROGRAM, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def result(folder, server, locked):
    """What the SDK says after one run through all that it can do."""
    done = subprocess.run(
        ["node", "program.mjs", server.url, locked.url],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_convert(result):
    """A text comes back as sound: some seconds of it at 8,000 Hz."""
    assert 3 < result["converted"] / 16_000 < 6


def test_convert_realtime(result):
    """Text in bits gives the same sound; an error arrives with its words."""
    assert result["live"] == {"bytes": result["converted"], "error": None}
    assert result["liveError"]["bytes"] == 0
    assert "Reference not found" in result["liveError"]["error"]


def test_voices_and_account(result):
    """Voices and account are read."""
    assert (result["listed"], result["voice"]) == (3, "bass")
    assert result["credit"] > 0
    assert result["balance"] > 0


@pytest.mark.parametrize(
    ("ask", "status", "said"),
    [
        ("unknown", 404, "Model not found"),
        ("update", 403, "belongs to the engine"),
        ("remove", 403, "belongs to the engine"),
        ("clone", 400, "cannot clone a voice"),
        ("reference", 400, "cannot clone a voice"),
        ("key", 401, "Invalid Token"),
    ],
)
def test_errors(result, ask, status, said):
    """What cannot be done is the SDK's own error, with our words."""
    assert result[ask].startswith(str(status))
    assert said in result[ask]
