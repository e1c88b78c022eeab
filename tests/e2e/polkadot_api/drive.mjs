// Does with polkadot-api what its users do, against the node whose WebSocket endpoint is the only argument, and prints
// one JSON object with everything it saw. Its test, in Python, says what must be in there.

import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_PHRASE, entropyToMiniSecret, mnemonicToEntropy, ss58Address } from '@polkadot-labs/hdkd-helpers';
import { createClient, Enum } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';

const TAO = 1_000_000_000n;
const derive = sr25519CreateDerive(entropyToMiniSecret(mnemonicToEntropy(DEV_PHRASE)));
const alice = derive('//Alice');
const signer = getPolkadotSigner(alice.publicKey, 'Sr25519', alice.sign);
const stranger = ss58Address(derive(`//stranger//${Date.now()}`).publicKey, 42);
const seen = { stranger };

const client = createClient(getWsProvider(process.argv[2], { websocketClass: WebSocket }));
const api = client.getUnsafeApi();

seen.chain = await client.getChainSpecData();
const started = await client.getFinalizedBlock();

// Reads: a constant, one value, several, a map, a runtime interface.
seen.existentialDeposit = String(await api.constants.Balances.ExistentialDeposit());
seen.specVersion = (await api.constants.System.Version()).spec_version;
seen.aliceFree = String((await api.query.System.Account.getValue(ss58Address(alice.publicKey, 42))).data.free);
seen.tempos = await api.query.SubtensorModule.Tempo.getValues([[0], [1]]);
seen.networks = (await api.query.SubtensorModule.NetworksAdded.getEntries()).map(({ keyArgs }) => keyArgs[0]).sort();
seen.alphaPrice = String(await api.apis.SwapRuntimeApi.current_alpha_price(1));
seen.unknownCall = await client._request('archive_v1_call', [started.hash, 'No_such', '0x']);

// Blocks as they come, and a value that is watched over them.
const take = (observable, count) =>
  new Promise((resolve, reject) => {
    const values = [];
    const subscription = observable.subscribe({
      next: (value) => {
        values.push(value);
        if (values.length === count) {
          resolve(values);
          setTimeout(() => subscription.unsubscribe(), 0);
        }
      },
      error: reject,
    });
  });
seen.finalized = (await take(client.finalizedBlock$, 4)).map(({ number }) => number);
seen.numbers = (await take(api.query.System.Number.watchValue({ at: 'best' }), 3)).map((one) => one.value ?? one);
const watched = take(api.query.System.Account.watchValue(stranger), 2);

// A transfer: its fee, its way, its events; and the block that has it.
const transfer = api.tx.Balances.transfer_keep_alive({ dest: Enum('Id', stranger), value: 2n * TAO });
seen.fee = String(await transfer.getEstimatedFees(ss58Address(alice.publicKey, 42)));
const statuses = [];
const sent = await new Promise((resolve, reject) =>
  transfer.signSubmitAndWatch(signer).subscribe({
    next: (event) => {
      statuses.push(event.type);
      if (event.type === 'finalized') resolve(event);
    },
    error: reject,
  }),
);
seen.statuses = statuses;
seen.ok = sent.ok;
seen.events = sent.events.map(({ type, value }) => `${type}.${value.type}`);
seen.watched = (await watched).map((one) => String((one.value ?? one).data.free));
const body = await client.getBlockBody(sent.block.hash);
seen.included = body.length > sent.block.index;
seen.header = (await client.getBlockHeader(sent.block.hash)).number === sent.block.number;

// What is refused: with its reason, or by the pool.
const refused = await api.tx.SubtensorModule.start_call({ netuid: 999 }).signAndSubmit(signer);
seen.refused = refused.ok ? null : refused.dispatchError;
seen.tooPoor = await transfer
  .signAndSubmit(getPolkadotSigner(derive('//poor').publicKey, 'Sr25519', derive('//poor').sign))
  .catch((error) => JSON.stringify(error.error ?? error.message));

// The past, whose blocks nobody has pinned.
const genesis = seen.chain.genesisHash;
seen.numberAtGenesis = await api.query.System.Number.getValue({ at: genesis });
seen.freeAtGenesis = String((await api.query.System.Account.getValue(stranger, { at: genesis })).data.free);
seen.networksAtGenesis = (await api.query.SubtensorModule.NetworksAdded.getEntries({ at: genesis })).length;
seen.codeAtGenesis = await client.rawQuery(':code', { at: genesis });

client.destroy();
console.log(JSON.stringify(seen, (_, value) => (typeof value === 'bigint' ? String(value) : value)));
process.exit(0);
