// Lets sudo set code that holds from a block on, stays connected across the change, and goes on with the new rules.
// Arguments: the WebSocket endpoint and the line of the rules. Prints one JSON object with what polkadot.js saw.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const [endpoint, line] = process.argv.slice(2);
const api = await ApiPromise.create({ provider: new WsProvider(endpoint, 1000), noInitWarn: true });
const alice = new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromUri('//Alice');
const pallets = (one) => one.runtimeMetadata.asLatest.pallets.map((pallet) => pallet.name.toString());
const seen = { before: api.runtimeVersion.specVersion.toNumber(), told: [] };

const send = (call) =>
  new Promise((resolve, reject) => {
    call
      .signAndSend(alice, (result) => {
        if (!result.status.isFinalized) return;
        const events = result.events.map(({ event }) => `${event.section}.${event.method}`);
        resolve({ events, block: result.status.asFinalized.toHex() });
      })
      .catch(reject);
  });

const changed = new Promise((resolve) => {
  api.rpc.state.subscribeRuntimeVersion((version) => {
    seen.told.push(version.specVersion.toNumber());
    if (seen.told.length === 2) resolve();
  });
});
const first = (await api.rpc.chain.getHeader()).number.toNumber() + 12;
const code = `0x${Buffer.from(`${line} from block ${first}\n`).toString('hex')}`;
const set = await send(api.tx.sudo.sudo(api.tx.system.setCode(code)));
seen.sudo = set.events;
await changed;
while (api.runtimeVersion.specVersion.toNumber() === seen.before) await new Promise((wake) => setTimeout(wake, 20));
while (api.tx.sudo !== undefined) await new Promise((wake) => setTimeout(wake, 20));

seen.after = api.runtimeVersion.specVersion.toNumber();
seen.palletsAfter = pallets(api);
seen.remark = (await send(api.tx.system.remarkWithEvent('new rules'))).events;
const then = await api.at(set.block);
seen.keyThen = (await then.query.sudo.key()).toString();
seen.eventsThen = (await then.query.system.events()).length;
const last = (await api.query.system.lastRuntimeUpgrade()).unwrap();
seen.lastUpgrade = [last.specVersion.toNumber(), last.specName.toString()];

console.log(JSON.stringify(seen));
await api.disconnect();
