// Pictures for a prompt, each with who drew it.

import { ask } from "./api.js";

const $ = (id) => document.getElementById(id);

export function startImages(needKey) {
  async function draw() {
    const prompt = $("image-prompt").value.trim();
    const body = { model: document.body.dataset.image, prompt, n: Number($("image-count").value), response_format: "b64_json" };
    if ($("image-seed").value !== "") body.seed = Number($("image-seed").value);
    $("draw").disabled = true;
    $("images-note").className = "";
    $("images-note").textContent = "drawing …";
    try {
      const made = await (await ask("/v1/images/generations", body)).json();
      made.data.forEach((one, index) => show(prompt, one, made.taonet[index]));
      $("images-note").textContent = "";
    } catch (error) {
      $("images-note").className = "bad";
      $("images-note").textContent = error.message;
      needKey(error);
    } finally {
      $("draw").disabled = false;
    }
  }

  function show(prompt, one, by) {
    const figure = document.createElement("figure");
    const image = document.createElement("img");
    image.alt = prompt;
    image.src = `data:image/png;base64,${one.b64_json}`;
    const link = document.createElement("a");
    link.href = image.src;
    link.download = `uid${by.uid}.png`;
    link.append(image);
    const caption = document.createElement("figcaption");
    caption.textContent = `${prompt} — uid ${by.uid} · ${by.hotkey} · block ${by.block} · ${by.seconds.toFixed(2)} s`;
    figure.append(link, caption);
    $("pictures").prepend(figure);
  }

  $("images-form").addEventListener("submit", (event) => {
    event.preventDefault();
    draw();
  });
}
