// Does with polkadot.js what its users do, against the node whose WebSocket endpoint is the only argument, and prints
// one JSON object with everything it saw. Its test, in Python, says what must be in there.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const TAO = 1_000_000_000n;
const provider = new WsProvider(process.argv[2], 1000);
const api = await ApiPromise.create({ provider, noInitWarn: true });
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });
const alice = keyring.addFromUri('//Alice');
const stranger = keyring.addFromUri(`//stranger//${Date.now()}`);
const seen = {};

seen.chain = (await api.rpc.system.chain()).toString();
seen.specVersion = api.runtimeVersion.specVersion.toNumber();
seen.metadataVersion = api.runtimeMetadata.version;
seen.pallets = api.runtimeMetadata.asLatest.pallets.map((pallet) => pallet.name.toString());
seen.existentialDeposit = api.consts.balances.existentialDeposit.toString();
seen.decimals = api.registry.chainDecimals;
seen.token = api.registry.chainTokens;
seen.signedExtensions = api.registry.signedExtensions;

// Reads: one value, several at once, a map page by page, an older block, a runtime interface, a constant.
seen.aliceFree = (await api.query.system.account(alice.address)).data.free.toString();
seen.tempos = (await api.query.subtensorModule.tempo.multi([0, 1])).map((tempo) => tempo.toNumber());
seen.networks = (await api.query.subtensorModule.networksAdded.entries()).map(([key]) => key.args[0].toNumber());
const genesis = await api.at(api.genesisHash);
seen.numberAtGenesis = (await genesis.query.system.number()).toNumber();
seen.alphaPrice = (await api.call.swapRuntimeApi.currentAlphaPrice(1)).toString();
seen.nonceByRuntime = (await api.call.accountNonceApi.accountNonce(alice.address)).toNumber();

// Heads, new and finalized, as they come.
const take = (subscribe, count) =>
  new Promise((resolve, reject) => {
    const values = [];
    let unsubscribe;
    subscribe((value) => {
      values.push(value);
      if (values.length === count) {
        Promise.resolve(unsubscribe).then((stop) => stop && stop());
        resolve(values);
      }
    }).then((stop) => {
      unsubscribe = stop;
      if (values.length >= count) stop();
    }, reject);
  });
const number = (head) => head.number.toNumber();
seen.newHeads = (await take((tell) => api.rpc.chain.subscribeNewHeads(tell), 3)).map(number);
seen.finalizedHeads = (await take((tell) => api.rpc.chain.subscribeFinalizedHeads(tell), 3)).map(number);

// A balance, watched while money arrives.
const watched = take((tell) => api.query.system.account(stranger.address, tell), 2);

const send = (call, signer, options) =>
  new Promise((resolve, reject) => {
    const statuses = [];
    call
      .signAndSend(signer, options, (result) => {
        statuses.push(result.status.type);
        if (result.isError) reject(new Error(`the pool said ${result.status.type}`));
        if (!result.status.isFinalized) return;
        const error = result.dispatchError;
        resolve({
          statuses,
          block: result.status.asFinalized.toHex(),
          events: result.events.map(({ event }) => `${event.section}.${event.method}`),
          transfers: result.events
            .filter(({ event }) => api.events.balances.Transfer.is(event))
            .map(({ event }) => ({ to: event.data[1].toString(), amount: event.data[2].toString() })),
          fees: result.events
            .filter(({ event }) => api.events.transactionPayment.TransactionFeePaid.is(event))
            .map(({ event }) => event.data.actualFee.toString()),
          error: error && (error.isModule ? api.registry.findMetaError(error.asModule).name : error.toString()),
        });
      })
      .catch(reject);
  });

const transfer = api.tx.balances.transferKeepAlive(stranger.address, 2n * TAO);
const info = await transfer.paymentInfo(alice);
seen.estimate = { fee: info.partialFee.toString(), class: info.class.type, refTime: info.weight.refTime.toString() };
seen.transfer = await send(transfer, alice, { era: 32, tip: 0 });
seen.stranger = stranger.address;
seen.watched = (await watched).map((account) => account.data.free.toString());

// The block that has it: the extrinsic as signed, with the era that was asked for.
const block = await api.rpc.chain.getBlock(seen.transfer.block);
const signed = block.block.extrinsics.filter((extrinsic) => extrinsic.isSigned);
seen.included = signed.map((extrinsic) => ({
  call: `${extrinsic.method.section}.${extrinsic.method.method}`,
  signer: extrinsic.signer.toString(),
  period: extrinsic.era.isMortalEra ? extrinsic.era.asMortalEra.period.toNumber() : 0,
}));
const dry = await api.rpc.state.getRuntimeVersion(seen.transfer.block);
seen.versionAtBlock = dry.specVersion.toNumber();

// Refusals: of the runtime, by name, and of the pool, by code.
seen.tooMuch = await send(api.tx.balances.transferKeepAlive(stranger.address, 2_000_000n * TAO), alice, { era: 0 });
seen.noSubnet = await send(api.tx.subtensorModule.startCall(77), alice, {});
const poor = keyring.addFromUri('//nobody//at//all');
seen.unpaid = await send(api.tx.system.remark('0x00'), poor, {}).catch((error) => error.message);
const nonce = (await api.rpc.system.accountNextIndex(alice.address)).toNumber();
seen.stale = await send(api.tx.system.remark('0x00'), alice, { nonce: nonce - 1 }).catch((error) => error.message);

// Two at once from one account, the later nonce first.
const later = send(api.tx.system.remark('0x02'), alice, { nonce: nonce + 1 });
const earlier = send(api.tx.system.remark('0x01'), alice, { nonce });
seen.outOfOrder = (await Promise.all([earlier, later])).map((sent) => sent.error ?? 'ok');

// Calls that are made later: one too long for the agenda, by its preimage.
const call = api.tx.system.remark(`0x${'07'.repeat(300)}`).method;
const length = call.toU8a().length;
const name = `0x${'2a'.repeat(32)}`;
const noted = await send(api.tx.preimage.notePreimage(call.toHex()), alice, {});
const status = await api.query.preimage.requestStatusFor(call.hash);
const kept = await api.query.preimage.preimageFor([call.hash, length]);
const asked = await send(api.tx.sudo.sudo(api.tx.scheduler.scheduleNamedAfter(name, 4, [3, 2], 63, call)), alice, {});
const [when, index] = (await api.query.scheduler.lookup(name)).unwrap();
const waiting = (await api.query.scheduler.agenda(when))[index.toNumber()].unwrap();
await new Promise((resolve) => {
  const stop = api.rpc.chain.subscribeNewHeads((head) => head.number.toNumber() >= when.toNumber() && stop.then(resolve));
});
const then = await api.at(await api.rpc.chain.getBlockHash(when));
const told = (await then.query.system.events()).filter(({ event }) => event.section === 'scheduler');
seen.later = {
  errors: [noted.error, asked.error],
  length,
  ticket: status.unwrap().asUnrequested.ticket[1].toString(),
  kept: kept.unwrap().toHex().endsWith(call.toHex().slice(2)),
  call: waiting.call.asLookup.toJSON(),
  hash: call.hash.toHex(),
  origin: waiting.origin.toJSON(),
  again: waiting.maybePeriodic.toJSON(),
  agendas: (await api.query.scheduler.agenda.entries()).map(([key]) => key.args[0].toNumber() - when.toNumber()),
  told: told.map(({ event }) => [event.method, event.data.toJSON().slice(1)]),
  incompleteSince: (await then.query.scheduler.incompleteSince()).unwrap().toNumber() - when.toNumber(),
  consts: [api.consts.scheduler.maxScheduledPerBlock.toNumber(), api.consts.safeMode.enterDepositAmount.toJSON()],
  safeMode: (await api.query.safeMode.enteredUntil()).toJSON(),
};

// Acting for others: what the chain keeps of a delegate and of an account of several, and what delegates may do.
const bob = keyring.addFromUri('//Bob');
seen.bob = bob.address;
const callHash = transfer.method.hash.toHex();
const delegated = await send(api.tx.proxy.addProxy(bob.address, 'NonTransfer', 7), alice, {});
const approved = await send(api.tx.multisig.approveAsMulti(2, [bob.address], null, callHash, { refTime: 0, proofSize: 0 }), alice, {});
seen.acting = [delegated.error ?? 'ok', approved.error ?? 'ok'];
seen.delegates = (await api.query.proxy.proxies(alice.address)).toJSON();
seen.waiting = (await api.query.multisig.multisigs.entries()).map(([key, value]) => ({
  callHash: key.args[1].toHex() === callHash,
  operation: value.toJSON(),
}));
seen.proxyTypes = (await api.call.proxyFilterRuntimeApi.getProxyTypes()).map((one) => one.name.toUtf8());
const [staking] = await api.call.proxyFilterRuntimeApi.getProxyFilters([8]);
seen.staking = staking.filterMode.asAllow.map((call) => call.callName.toUtf8());

console.log(JSON.stringify(seen));
await api.disconnect();
