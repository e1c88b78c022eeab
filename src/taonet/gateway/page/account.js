// Who answered since the gateway started, and how the chain ranks the miners.

import { ask } from "./api.js";

const $ = (id) => document.getElementById(id);
const HEADS = ["uid", "hotkey", "incentive", "answered", "failed", "seconds each", "in work", "state"];

export function startAccount(needKey) {
  function table(name, one) {
    const lines = new Map(one.account.map((line) => [line.hotkey, line]));
    const caption = document.createElement("caption");
    caption.textContent = `${name}, subnet ${one.netuid}, ranked at block ${one.block}`;
    const element = document.createElement("table");
    element.append(caption, row("th", HEADS));
    for (const miner of one.miners) {
      const line = lines.get(miner.hotkey);
      const each = line?.answered ? (line.seconds / line.answered).toFixed(2) : "–";
      const values = [miner.uid, miner.hotkey, miner.incentive.toFixed(4), line?.answered ?? 0, line?.failed ?? 0, each, miner.in_work];
      const made = row("td", [...values, miner.resting ? "rests" : "ready"]);
      if (line?.last_failure) made.title = `last failure: ${line.last_failure}`;
      element.append(made);
    }
    const box = document.createElement("div");
    box.className = "scroll";
    box.tabIndex = 0;
    box.append(element);
    return box;
  }

  function row(kind, values) {
    const element = document.createElement("tr");
    for (const value of values) {
      const cell = document.createElement(kind);
      if (kind === "th") cell.scope = "col";
      cell.textContent = value;
      element.append(cell);
    }
    return element;
  }

  async function refresh() {
    try {
      const { subnets } = await (await ask("/v1/account")).json();
      $("account-tables").replaceChildren(...Object.entries(subnets).map(([name, one]) => table(name, one)));
      $("account-note").textContent = "";
    } catch (error) {
      $("account-note").textContent = error.message;
      needKey(error);
    }
  }

  return { refresh };
}
