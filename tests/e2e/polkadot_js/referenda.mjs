// Reads referenda as polkadot.js' page of them does, without a node: the only argument is a file with metadata, the raw
// values of `ReferendumInfoFor` and a call. Prints one JSON object; its test, in Python, says what must be in there.

import { readFileSync } from 'node:fs';
import { Metadata, TypeRegistry, expandMetadata } from '@polkadot/types';

const given = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const registry = new TypeRegistry();
const metadata = new Metadata(registry, given.metadata);
registry.setMetadata(metadata);
const { consts, query, tx } = expandMetadata(registry, metadata);
const seen = {};

seen.constants = {
  submissionDeposit: consts.referenda.submissionDeposit.toString(),
  undecidingTimeout: consts.referenda.undecidingTimeout.toNumber(),
};
seen.tracks = consts.referenda.tracks.map(([id, info]) => ({
  id: id.toNumber(),
  name: info.name.toString(),
  deposit: info.decisionDeposit.toString(),
  periods: [info.preparePeriod, info.decisionPeriod, info.confirmPeriod, info.minEnactmentPeriod].map((n) => n.toNumber()),
  curves: [info.minApproval, info.minSupport].map((curve) => ({ kind: curve.type, ...curve.value.toJSON() })),
}));

const value = query.referenda.referendumInfoFor.meta.type.asMap.value;
const infos = given.infos.map((raw) => registry.createTypeUnsafe(registry.createLookupType(value), [raw]));
seen.infos = infos.map((info) => {
  if (!info.isOngoing) return { state: info.type, end: (info.isKilled ? info.asKilled : info.value[0]).toNumber() };
  const status = info.asOngoing;
  const inner = status.proposal.isInline
    ? registry.createTypeUnsafe('Call', [status.proposal.asInline.toU8a(true)])
    : undefined;
  return {
    state: info.type,
    track: status.track.toNumber(),
    origin: status.origin.toJSON(),
    call: inner && `${inner.section}.${inner.method}`,
    lookup: status.proposal.isLookup ? status.proposal.asLookup.toJSON().len : undefined,
    enactment: status.enactment.toJSON(),
    submitter: status.submissionDeposit.who.toString(),
    deposit: status.decisionDeposit.isSome ? status.decisionDeposit.unwrap().amount.toString() : null,
    deciding: status.deciding.isSome ? status.deciding.unwrap().toJSON() : null,
    tally: [status.tally.ayes, status.tally.nays, status.tally.support].map((votes) => votes.toString()),
    inQueue: status.inQueue.isTrue,
    alarm: status.alarm.toJSON(),
  };
});

// What the page's dialog submits, in bytes.
seen.submit = tx.referenda
  .submit({ Origins: { Subnet: { netuid: 3, registeredAt: 9 } } }, { Inline: given.call }, { After: 10 })
  .toHex();

console.log(JSON.stringify(seen));
