// Asks the gateway that served this page. The key, if it wants one, stays in this tab.

const PLACE = globalThis.location?.origin ?? "";
let key = globalThis.sessionStorage?.getItem("taonet-key") ?? "";

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function useKey(value) {
  key = value;
  globalThis.sessionStorage?.setItem("taonet-key", value);
}

export async function ask(path, body, { signal, place = PLACE } = {}) {
  const headers = key ? { Authorization: `Bearer ${key}` } : {};
  const options = body === undefined
    ? { headers, signal }
    : { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body), signal };
  const response = await fetch(place + path, options);
  if (response.ok) return response;
  const error = await response.json().catch(() => ({}));
  throw new Refused(response.status, error.error?.message ?? `refused with ${response.status}`);
}

// Yields the JSON of each event of a stream; an event that is an error is thrown.
export async function* events(response) {
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let kept = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Refused(0, "the answer broke off");
      kept += decoder.decode(value, { stream: true });
      const blocks = kept.split("\n\n");
      kept = blocks.pop();
      for (const block of blocks) {
        const data = block.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
        if (data === "[DONE]") return;
        const event = JSON.parse(data);
        if (event.error) throw new Refused(0, event.error.message);
        yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
