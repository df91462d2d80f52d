// Every script says which keys it touches; all of them lie in one hash slot. None is half done after an error: what can
// fail is looked at before the first write.

/** `held(marker, epoch, mine)`: why a lease does not hold, or nothing; and where the generation is. */
const lease = `
local function held(marker, epoch, mine)
  if not marker then return 'gap' end
  if string.sub(marker, 1, 6) == 'moved ' then return 'retired' end
  if not epoch then return 'gap' end
  if epoch ~= mine then
    local stored, own = string.match(epoch, '^%d+'), string.match(mine, '^%d+')
    if tonumber(stored) < tonumber(own) then return 'gap' end
    return 'fenced'
  end
  return nil, string.match(marker, '^halted (%S+)') or marker
end
`

/**
 * KEYS: marker, epoch, documents, then those put, removed, and the lists. ARGV: epoch, from, to, documents, channel,
 * what to say there, how many are put, removed, and lists, the texts put, one a line, and as JSON for each list who enters
 * and who leaves: thousands of arguments cost the client far more than one. Positions are compared as text, so they may be
 * of any size.
 */
export const applyScript = `${lease}
-- So many members go into one command: Lua hands over no more than some thousand values at once.
local most = 1000
local function isLater(a, b)
  if a == 'start' then return false end
  if b == 'start' then return true end
  if #a ~= #b then return #a > #b end
  return a > b
end
local why, at = held(redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]), ARGV[1])
if why then return why end
local from, to = ARGV[2], ARGV[3]
if at ~= from then
  if isLater(to, at) then return 'gap' end
  return 'already'
end
if to == from then return 'applied' end
local puts, removes, lists = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local firstList = 3 + puts + removes
for i = 1, lists do
  local kind = redis.call('TYPE', KEYS[firstList + i]).ok
  if kind ~= 'zset' and kind ~= 'none' then return 'corrupt' end
end
local changes = cjson.decode(ARGV[11])
local start = 1
for i = 1, puts do
  local stop = string.find(ARGV[10], '\\n', start, true) or #ARGV[10] + 1
  redis.call('SET', KEYS[3 + i], string.sub(ARGV[10], start, stop - 1))
  start = stop + 1
end
for i = 1, removes do redis.call('DEL', KEYS[3 + puts + i]) end
for i = 1, lists do
  local key = KEYS[firstList + i]
  local enter, leave = changes[i][1], changes[i][2]
  for from = 1, #enter, most do
    local scored = {}
    for j = from, math.min(#enter, from + most - 1) do
      scored[#scored + 1] = 0
      scored[#scored + 1] = enter[j]
    end
    redis.call('ZADD', key, unpack(scored))
  end
  for from = 1, #leave, most do
    redis.call('ZREM', key, unpack(leave, from, math.min(#leave, from + most - 1)))
  end
end
redis.call('SET', KEYS[3], ARGV[4])
redis.call('SET', KEYS[1], to)
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 'applied'
`

/** KEYS: marker, epoch, documents. ARGV: epoch. */
export const lookScript = `${lease}
local why, at = held(redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]), ARGV[1])
if why then return why end
return {at, redis.call('GET', KEYS[3]) or '0'}
`

/** KEYS: marker, epoch, documents. ARGV: an epoch to be above, owner. */
export const claimScript = `
local marker = redis.call('GET', KEYS[1])
if not marker or string.sub(marker, 1, 6) == 'moved ' then return false end
local stored = tonumber(string.match(redis.call('GET', KEYS[2]) or '0', '^%d+'))
local epoch = math.max(stored, tonumber(ARGV[1])) + 1
redis.call('SET', KEYS[2], string.format('%d', epoch) .. ' ' .. ARGV[2])
local at = string.match(marker, '^halted (%S+)') or marker
return {string.format('%d', epoch), at, redis.call('GET', KEYS[3]) or '0'}
`

/** KEYS: marker, epoch. ARGV: epoch, reason. */
export const haltScript = `${lease}
local why, at = held(redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2]), ARGV[1])
if why then return why end
redis.call('SET', KEYS[1], 'halted ' .. at .. ' ' .. ARGV[2])
return 'applied'
`

/** Ends a generation for its writers and readers, if it is not further on. KEYS: marker. ARGV: position, successor, seconds. */
export const retireScript = `
local marker = redis.call('GET', KEYS[1])
if not marker or string.sub(marker, 1, 6) == 'moved ' then return 1 end
local at = string.match(marker, '^halted (%S+)') or marker
local to = ARGV[1]
if string.find(at, '^%d+$') and (to == 'start' or #at > #to or (#at == #to and at > to)) then return 0 end
redis.call('SET', KEYS[1], 'moved ' .. ARGV[2], 'EX', ARGV[3])
return 1
`

/** KEYS: active, next. ARGV: the generation that was active, the new one. */
export const pointScript = `
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
if redis.call('GET', KEYS[2]) == ARGV[2] then redis.call('DEL', KEYS[2]) end
return 1
`

/** As MGET, but fails on a key that holds no text. KEYS: those to read. */
export const readScript = `
local texts = {}
for i = 1, #KEYS do texts[i] = redis.call('GET', KEYS[i]) end
return texts
`
