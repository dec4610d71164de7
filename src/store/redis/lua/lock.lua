-- One event on what stands against a person or a computer, or a look at it. The twin of stepLock() in src/core/locks.ts: counting a
-- try and locking for it is one script, so that of many tries at once none is uncounted, and an operator's act and its
-- entry on the trail are one, so that neither is without the other; so are a refusal and its entry.
-- It knows no number: when and for how long a factor is locked comes with the rules.
--
-- KEYS[1]  the person's record: hash
-- KEYS[2]  the partition's audit trail: stream
-- ARGV[1]  the event: admit, try, succeed, lock, unlock, block; empty to read only
-- ARGV[2]  the person
-- ARGV[3]  JSON: for lock and unlock the operator's act: operatorId, reason; for block: lifeMs; for admit: gate
-- ARGV[4]  the rules as JSON: every, locks, keptMs, gates, notedMs, muchLonger, auditLength (0: nothing is
--          trimmed here)
-- ARGV[5]  milliseconds to add to the server's clock (0 but in tests)
--
-- Reply, an array of strings: <1 if allowed, else 0> <wrong codes in a row> <milliseconds the factor is locked, 0 if it
-- is not, empty until an operator unlocks> <milliseconds the computer is blocked, else 0> and, while an operator locked the person: <operator> <reason> <at, ms>
--
-- Effects, in order: DEL, HSET, PEXPIRE on KEYS[1]; XADD on KEYS[2].

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[5])
local function text(number) return string.format('%.0f', number) end

local event, subject = ARGV[1], ARGV[2]
local kept = redis.call('HMGET', KEYS[1], 'failures', 'factor_until', 'operator', 'reason', 'at', 'blocked_until', 'noted_until')
local failures = tonumber(kept[1] or '0')
-- Empty: until an operator unlocks.
local factorUntil = kept[2] or '0'
local lock = kept[3] and { kept[3], kept[4], kept[5] }
local blockedUntil = tonumber(kept[6] or '0')
-- Until then no refusal goes on record. Any change of the rest ends it.
local notedUntil = tonumber(kept[7] or '0')

local function answer(allowed)
  local remaining = factorUntil
  if remaining ~= '' then remaining = text(math.max(0, tonumber(remaining) - now)) end
  return { allowed, text(failures), remaining, text(math.max(0, blockedUntil - now)), unpack(lock or {}) }
end

if event == '' then return answer('1') end

local rules = cjson.decode(ARGV[4])

local function save()
  redis.call('DEL', KEYS[1])
  if failures == 0 and not lock and blockedUntil <= now then return end
  redis.call('HSET', KEYS[1], 'failures', text(failures), 'factor_until', factorUntil, 'blocked_until', text(blockedUntil))
  if notedUntil > now then redis.call('HSET', KEYS[1], 'noted_until', text(notedUntil)) end
  if lock then redis.call('HSET', KEYS[1], 'operator', lock[1], 'reason', lock[2], 'at', lock[3]) end
  -- What only an operator ends does not end by itself.
  if not lock and factorUntil ~= '' then
    redis.call('PEXPIRE', KEYS[1], text(math.max(failures > 0 and rules.keptMs or 0, blockedUntil - now)))
  end
end

local function audit(name, act, outcome)
  local entry = { 'subject', subject, 'event', name, 'at', text(now) }
  if outcome then
    for _, word in ipairs({ 'outcome', outcome }) do entry[#entry + 1] = word end
  end
  if act then
    for _, word in ipairs({ 'operator', act.operatorId, 'reason', act.reason }) do entry[#entry + 1] = word end
  end
  if rules.auditLength == 0 then return redis.call('XADD', KEYS[2], '*', unpack(entry)) end
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', rules.auditLength, '*', unpack(entry))
end

-- Whether somebody is kept out at this gate; the first time in a while with its entry.
local function refused(gate)
  local codes = rules.gates[gate]
  local isFactorLocked = factorUntil == '' or tonumber(factorUntil) > now
  local code = lock and codes.operator or isFactorLocked and codes.factor or blockedUntil > now and codes.block
  if not code then return false end
  if notedUntil <= now then
    notedUntil = now + rules.notedMs
    save()
    audit('kept_out', nil, code)
  end
  return true
end

if event == 'admit' then return answer(refused(cjson.decode(ARGV[3]).gate) and '0' or '1') end
if event == 'try' and refused('factor') then return answer('0') end

-- Whatever changes from here on is news again.
notedUntil = 0

if event == 'try' then
  failures = failures + 1
  local row
  for _, each in ipairs(rules.locks) do
    if failures % rules.every == 0 and failures >= each.from then row = each end
  end
  if row then factorUntil = row.lockMs and text(now + row.lockMs) or '' end
  save()
  if row then audit('factor_locked') end
  return answer('1')
end

if event == 'succeed' then
  failures, factorUntil = 0, '0'
  save()
  return answer('1')
end

if event == 'block' then
  local lifeMs = cjson.decode(ARGV[3]).lifeMs
  if (blockedUntil - now) * rules.muchLonger >= lifeMs then return answer('0') end
  blockedUntil = now + lifeMs
  save()
  audit('block')
  return answer('1')
end

local act = cjson.decode(ARGV[3])
if event == 'lock' then
  lock = { act.operatorId, act.reason, text(now) }
else
  failures, factorUntil, lock, blockedUntil = 0, '0', nil, 0
end
save()
audit(event, act)
return answer('1')
