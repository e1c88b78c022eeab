// What polkadot.js' page of referenda reads of an account's votes, and what its dialog to vote makes.
import { readFileSync } from 'node:fs';
import { Metadata, TypeRegistry } from '@polkadot/types';
import { expandMetadata } from '@polkadot/types/metadata/decorate';

const given = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const registry = new TypeRegistry();
const metadata = new Metadata(registry, given.metadata);
registry.setMetadata(metadata);
const decorated = expandMetadata(registry, metadata);
const { query: storage, consts, tx } = decorated;

const typeOf = (name) => registry.createLookupType(storage.convictionVoting[name].meta.type.asMap.value);
const votings = given.votings.map((raw) => {
  const voting = registry.createType(typeOf('votingFor'), raw);
  if (voting.isCasting) {
    const { votes, delegations, prior } = voting.asCasting;
    return {
      votes: votes.map(([index, vote]) => vote.isStandard
        ? { index: index.toNumber(), aye: vote.asStandard.vote.isAye, conviction: vote.asStandard.vote.conviction.type, balance: vote.asStandard.balance.toString() }
        : { index: index.toNumber(), ...vote.inner.toJSON() }),
      delegations: [delegations.votes.toString(), delegations.capital.toString()],
      prior: [prior[0].toNumber(), prior[1].toString()]
    };
  }
  const { balance, target, conviction } = voting.asDelegating;
  return { balance: balance.toString(), target: target.toString(), conviction: conviction.type };
});

console.log(JSON.stringify({
  votings,
  locks: registry.createType(typeOf('classLocksFor'), given.locks).map(([track, amount]) => [track.toNumber(), amount.toString()]),
  period: consts.convictionVoting.voteLockingPeriod.toNumber(),
  keys: given.accounts.map((who) => registry.createType('Raw', storage.convictionVoting.votingFor(who, 0)).toHex()),
  calls: [
    tx.convictionVoting.vote(3, { Standard: { vote: { aye: true, conviction: 'Locked6x' }, balance: 1000 } }),
    tx.convictionVoting.vote(3, { SplitAbstain: { aye: 1, nay: 2, abstain: 3 } }),
    tx.convictionVoting.delegate(0, given.accounts[0], 'Locked1x', 1000),
    tx.convictionVoting.removeVote(null, 3),
    tx.convictionVoting.unlock(0, given.accounts[0])
  ].map((call) => registry.createType('Call', call).toHex())
}));
