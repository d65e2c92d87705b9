// Sound that is heard while it arrives, where the browser can (MP3), and else when it is whole.

const TYPE = "audio/mpeg";

/** Play a response; give the whole of it as a Blob. `onfirst` is called with its first bytes. */
export async function play(response, audio, onfirst) {
  const type = response.headers.get("content-type") ?? TYPE;
  const Source = globalThis.ManagedMediaSource ?? globalThis.MediaSource;
  const live = type === TYPE && Source?.isTypeSupported(TYPE) ? await open(Source, audio) : null;
  const chunks = [];
  const reader = response.body.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    if (!chunks.length) {
      onfirst?.();
      if (live) audio.play().catch(() => {});
    }
    chunks.push(value);
    if (live) await append(live.buffer, value);
  }
  const blob = new Blob(chunks, { type });
  if (live) {
    if (live.source.readyState === "open") live.source.endOfStream();
  } else {
    audio.src = URL.createObjectURL(blob);
    audio.play().catch(() => {});
  }
  return blob;
}

async function open(Source, audio) {
  const source = new Source();
  audio.disableRemotePlayback = true; // a managed source wants it
  audio.src = URL.createObjectURL(source);
  await new Promise((resolve) => { source.addEventListener("sourceopen", resolve, { once: true }); });
  return { source, buffer: source.addSourceBuffer(TYPE) };
}

function append(buffer, bytes) {
  return new Promise((resolve, reject) => {
    buffer.addEventListener("updateend", resolve, { once: true });
    try {
      buffer.appendBuffer(bytes);
    } catch (error) {
      reject(error);
    }
  });
}
