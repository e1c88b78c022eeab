// Drives a whole referendum with polkadot.js, from its proposal to its enactment, against the node whose WebSocket endpoint is
// the only argument; the node makes a block for each transaction. Prints one JSON object; its test, in Python, judges it.

import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';

const TAO = 1_000_000_000n;
const provider = new WsProvider(process.argv[2], 1000);
const api = await ApiPromise.create({ provider, noInitWarn: true });
const keyring = new Keyring({ type: 'sr25519', ss58Format: 42 });
const [alice, bob, charlie, dave] = ['Alice', 'Bob', 'Charlie', 'Dave'].map((name) => keyring.addFromUri(`//${name}`));
const seen = { states: [], refused: {} };

const named = (error) => (error.isModule ? api.registry.findMetaError(error.asModule).name : error.type);

function send(call, signer) {
  return new Promise((resolve, reject) => {
    call
      .signAndSend(signer, ({ status, dispatchError, events }) => {
        if (!status.isInBlock && !status.isFinalized) return;
        if (dispatchError) resolve({ error: named(dispatchError) });
        else resolve({ events: events.map(({ event }) => event) });
      })
      .catch(reject);
  });
}

async function note(index) {
  const info = (await api.query.referenda.referendumInfoFor(index)).unwrap();
  seen.states.push(info.isOngoing && info.asOngoing.deciding.isSome
    ? info.asOngoing.deciding.unwrap().confirming.isSome ? 'Confirming' : 'Deciding'
    : info.type);
  return info;
}

const track = api.consts.referenda.tracks.find(([, info]) => info.name.toString() === 'subnet_affairs');
const id = track[0].toNumber();
const call = api.tx.adminUtils.sudoSetTempo(1, 40);
const index = (await api.query.referenda.referendumCount()).toNumber();
seen.tempoBefore = (await api.query.subtensorModule.tempo(1)).toNumber();

const submitted = await send(
  api.tx.referenda.submit({ Origins: 'SubnetAffairs' }, { Inline: call.method.toHex() }, { After: 0 }), dave);
seen.submitted = submitted.events.filter(({ section }) => section === 'referenda').map(({ method }) => method);
await note(index);
await send(api.tx.referenda.placeDecisionDeposit(index), dave);

await send(api.tx.convictionVoting.vote(index, { Standard: { vote: { aye: true, conviction: 'Locked1x' }, balance: 900_000n * TAO } }), alice);
await send(api.tx.convictionVoting.delegate(id, alice.address, 'Locked1x', 800_000n * TAO), bob);
await send(api.tx.convictionVoting.vote(index, { SplitAbstain: { aye: 0, nay: 0, abstain: 100_000n * TAO } }), charlie);
seen.refused.twice = (await send(api.tx.convictionVoting.vote(index, { Split: { aye: 1, nay: 1 } }), bob)).error;
seen.refused.alone = (await send(api.tx.referenda.cancel(index), dave)).error;

const tally = (await note(index)).asOngoing.tally;
seen.tally = [tally.ayes, tally.nays, tally.support].map((votes) => votes.toString());
const voting = async (who) => (await api.query.convictionVoting.votingFor(who.address, id));
const casting = (await voting(alice)).asCasting;
seen.casting = {
  votes: casting.votes.map(([poll, vote]) => [poll.toNumber(), vote.asStandard.vote.isAye, vote.asStandard.vote.conviction.type]),
  delegated: casting.delegations.capital.toString(),
};
const delegating = (await voting(bob)).asDelegating;
seen.delegating = [delegating.target.toString() === alice.address, delegating.balance.toString(), delegating.conviction.type];
seen.abstaining = (await voting(charlie)).asCasting.votes[0][1].type;
seen.locks = (await api.query.convictionVoting.classLocksFor(alice.address)).map(([one, amount]) => [one.toNumber(), amount.toString()]);

await provider.send('dev_newBlock', [310]);
await note(index);
await provider.send('dev_newBlock', [1_810]);
await note(index);
seen.tempoWaiting = (await api.query.subtensorModule.tempo(1)).toNumber();
await provider.send('dev_newBlock', [620]);
seen.tempoAfter = (await api.query.subtensorModule.tempo(1)).toNumber();
const refunded = await send(api.tx.referenda.refundDecisionDeposit(index), charlie);
seen.refunded = refunded.events.filter(({ section }) => section === 'referenda').map(({ method }) => method);

console.log(JSON.stringify(seen));
await api.disconnect();
