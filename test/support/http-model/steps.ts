import fc from 'fast-check'

// What anybody can do over HTTP, in small numbers, so that they meet: two vendors with two systems each, three client ids,
// two parties, one of which is the other's accountant.

const vendorIndex = fc.nat(1)
const partyIndex = fc.nat(1)
const system = fc.constantFrom(0, 0, 1, 2)
/** The one agent system comes after the four others. */
export const agentSystem = 4
const user = fc.nat(3)
const ref = fc.constantFrom('x', 'x', 'y')
/** Now and then somebody tries what is none of theirs. */
const isStranger = fc.nat(9).map((n) => n === 0)
/** Mostly what a system asks for is left as it is. */
const offers = fc.nat(3).map((n) => n > 0)
const change = fc.integer({ min: 1, max: 3 })
const does = <Name extends string>(...names: readonly [Name, ...Name[]]) =>
  fc.constantFrom(...names)
const kind = fc.constantFrom('standard' as const, 'standard' as const, 'agent' as const)

const anyStep = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: does('register'),
      system,
      clients: fc.subarray([0, 1, 2], { minLength: 1 }),
      isStranger,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: does('delete'), system, isStranger }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: does('replace'),
      system,
      clients: fc.subarray([0, 1, 2], { minLength: 1 }),
      offers,
      isStranger,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: does('replace the rights'), system, offers, isStranger }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: does('ask'), system, party: partyIndex, ref, isStranger }),
  },
  { weight: 2, arbitrary: fc.record({ do: does('ask for an agent'), ref, isStranger }) },
  {
    weight: 7,
    arbitrary: fc.record({
      do: does('approve', 'approve', 'reject'),
      party: partyIndex,
      user,
      kind,
      isStranger,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: does('revoke'), party: partyIndex, user, kind, isStranger }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: does('take back', 'give up'), vendor: vendorIndex, user }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: does('create'), system, party: partyIndex, isStranger }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: does('rename'), party: partyIndex, user, title: ref, isStranger }),
  },
  { weight: 5, arbitrary: fc.record({ do: does('assign', 'assign', 'remove'), user, isStranger }) },
  { weight: 1, arbitrary: fc.record({ do: does('relate'), isAccountant: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: does('wait'), days: fc.constantFrom(1, 100, 180) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: does('overreach'), what: fc.nat(4), user, isPerson: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: does('act for itself', 'act for itself no more'),
      user,
      isStranger,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: does('look up'),
      vendor: vendorIndex,
      client: fc.nat(3),
      party: partyIndex,
      ref: fc.constantFrom('x', 'y', ''),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: does('decide'), user, party: partyIndex }) },
  { weight: 2, arbitrary: fc.record({ do: does('list'), party: partyIndex, isStranger }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: does('list what waits', 'list requests', 'list clients'),
      party: partyIndex,
      system: fc.constantFrom(0, 0, 1, 2, agentSystem),
      user,
      isStranger,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: does('ask for a change'),
      user,
      change,
      wish: fc.constantFrom('give' as const, 'take' as const, 'take' as const),
      of: fc.constantFrom('right' as const, 'right' as const, 'package' as const),
      isStranger,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: does('approve the change', 'approve the change', 'reject the change'),
      party: partyIndex,
      change,
      isStranger,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: does('take back the change'), vendor: vendorIndex, change }),
  },
)

export type Step = typeof anyStep extends fc.Arbitrary<infer One> ? One : never
/** The steps one of whose names is this. */
export type StepOf<Name extends Step['do']> = Step extends infer One
  ? One extends { readonly do: unknown }
    ? Name extends One['do']
      ? One
      : never
    : never
  : never

export type ChangeStep = Extract<Step, { readonly change: number }>
export type VendorStep =
  | StepOf<'register'>
  | StepOf<'delete'>
  | StepOf<'replace'>
  | StepOf<'replace the rights'>
  | StepOf<'ask'>
  | StepOf<'ask for an agent'>
  | StepOf<'take back'>
export type ClientStep = StepOf<'assign'>
export type OwnStep = StepOf<'act for itself'>
export type ListStep = StepOf<'list what waits'>
export type ReadingStep = StepOf<'look up'> | StepOf<'decide'> | StepOf<'list'>
export type PersonStep = StepOf<'approve'> | StepOf<'revoke'> | StepOf<'create'> | StepOf<'rename'>

const ofVendors: ReadonlySet<string> = new Set<VendorStep['do']>([
  'register',
  'delete',
  'replace',
  'replace the rights',
  'ask',
  'ask for an agent',
  'take back',
  'give up',
])

export const isChange = (step: Step): step is ChangeStep => 'change' in step
export const isOfVendor = (step: Step): step is VendorStep => ofVendors.has(step.do)
export const isOfClient = (step: Step): step is ClientStep =>
  step.do === 'assign' || step.do === 'remove'
export const isList = (step: Step): step is ListStep =>
  step.do === 'list what waits' || step.do === 'list requests' || step.do === 'list clients'
export const isOwn = (step: Step): step is OwnStep =>
  step.do === 'act for itself' || step.do === 'act for itself no more'
export const isReading = (step: Step): step is ReadingStep =>
  step.do === 'look up' || step.do === 'decide' || step.do === 'list'

/** Where every run begins, so that it comes to something. */
const beginning: readonly Step[] = [
  { do: 'register', system: 0, clients: [0], isStranger: false },
  { do: 'register', system: 2, clients: [1], isStranger: false },
  { do: 'ask', system: 0, party: 0, ref: 'x', isStranger: false },
  { do: 'approve', party: 0, user: 0, kind: 'standard', isStranger: false },
  { do: 'ask for an agent', ref: 'x', isStranger: false },
  { do: 'approve', party: 0, user: 1, kind: 'agent', isStranger: false },
  { do: 'assign', user: 1, isStranger: false },
]

export const steps = fc
  .array(anyStep, { minLength: 30, maxLength: 80, size: 'max' })
  .map((more) => [...beginning, ...more])
