// Tabs, the key, and what the gateway serves.

import { ask, useKey } from "./api.js";
import { startAccount } from "./account.js";
import { startChat } from "./chat.js";
import { startImages } from "./images.js";

const $ = (id) => document.getElementById(id);
const tabs = [...document.querySelectorAll("[role=tab]")];
const shown = () => tabs.filter((tab) => !tab.hidden);

export function needKey(error) {
  if (error.status !== 401) return;
  $("key-form").hidden = false;
  $("key").focus();
}

function choose(tab, focus = true) {
  for (const one of tabs) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", chosen);
    one.tabIndex = chosen ? 0 : -1;
    $(one.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (focus) tab.focus();
  if (tab.id === "tab-account") account.refresh();
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const all = shown();
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) choose(all[(all.indexOf(tab) + step + all.length) % all.length]);
  });
}

const account = startAccount(needKey);
startChat(needKey);
startImages(needKey);

async function begin() {
  try {
    const { subnets } = await (await ask("/v1/account")).json();
    const { data } = await (await ask("/v1/models")).json();
    $("subnets").textContent = Object.entries(subnets)
      .map(([name, one]) => `${name}: subnet ${one.netuid}, ${one.miners.length} miners at block ${one.block}`)
      .join(" · ");
    $("subnets").dataset.models = data.map((one) => one.id).join(" ");
    $("tab-chat").hidden = !subnets.text;
    $("tab-images").hidden = !subnets.image;
    document.body.dataset.text = data.find((one) => one.owned_by === `subnet-${subnets.text?.netuid}`)?.id ?? "";
    document.body.dataset.image = data.find((one) => one.owned_by === `subnet-${subnets.image?.netuid}`)?.id ?? "";
    choose(shown()[0], false);
  } catch (error) {
    $("subnets").textContent = error.message;
    needKey(error);
  }
}

$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  useKey($("key").value.trim());
  $("key-form").hidden = true;
  begin();
});

begin();
