// A chat: words appear as the miner draws them, and below them who answered.

import { ask, events } from "./api.js";

const $ = (id) => document.getElementById(id);

export function startChat(needKey) {
  let turns = [];
  let stop = null;

  function show(role, text) {
    const box = document.createElement("div");
    box.className = `message ${role}`;
    const words = document.createElement("p");
    words.textContent = text;
    const by = document.createElement("div");
    by.className = "by";
    box.append(words, by);
    $("messages").append(box);
    box.scrollIntoView({ block: "end" });
    return { words, by };
  }

  function request() {
    const system = $("system").value.trim();
    const body = {
      model: document.body.dataset.text,
      messages: [...(system ? [{ role: "system", content: system }] : []), ...turns],
      temperature: Number($("temperature").value),
      max_tokens: Number($("max-tokens").value),
      stream: true,
      stream_options: { include_usage: true },
    };
    if ($("seed").value !== "") body.seed = Number($("seed").value);
    return body;
  }

  async function send() {
    const prompt = $("prompt").value.trim();
    if (!prompt || stop) return;
    turns.push({ role: "user", content: prompt });
    show("user", prompt);
    $("prompt").value = "";
    const { words, by } = show("assistant", "");
    stop = new AbortController();
    $("send").disabled = true;
    $("stop").disabled = false;
    let who = "";
    try {
      for await (const chunk of events(await ask("/v1/chat/completions", request(), { signal: stop.signal }))) {
        words.textContent += chunk.choices[0]?.delta.content ?? "";
        if (chunk.taonet) {
          const one = chunk.taonet;
          who = `uid ${one.uid} · ${one.hotkey} · block ${one.block} · ${one.seconds.toFixed(2)} s · ${chunk.model}`;
        }
        if (chunk.usage) by.textContent = `${who} · ${chunk.usage.completion_tokens} tokens`;
      }
      turns.push({ role: "assistant", content: words.textContent });
    } catch (error) {
      turns.pop();
      by.textContent = stop.signal.aborted ? "stopped" : error.message;
      by.classList.toggle("bad", !stop.signal.aborted);
      needKey(error);
    } finally {
      stop = null;
      $("send").disabled = false;
      $("stop").disabled = true;
      $("prompt").focus();
    }
  }

  $("chat-form").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  $("prompt").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      send();
    }
  });
  $("stop").addEventListener("click", () => stop?.abort());
  $("clear").addEventListener("click", () => {
    stop?.abort();
    turns = [];
    $("messages").replaceChildren();
    $("prompt").focus();
  });
}
