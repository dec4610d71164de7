-- One step on what a session gave: reads it, keeps what look-ups need, notes its use, marks it revoked.
-- One script, because a mark without a life would stay for ever, and of many revocations one must be the first.
--
-- KEYS[1]  the grant: hash
-- KEYS[2]  the partition's audit trail: stream
-- ARGV[1]  what to do: read, open, touch, revoke, note
-- ARGV[2]  milliseconds it must live from now at least; a life is that of the longest token and never shrinks
-- ARGV[3]  milliseconds to add to the server's clock (0 but in tests)
-- ARGV[4]  so many entries the trail keeps; 0: nothing is trimmed here
-- ARGV[5]  the session id
-- ARGV[6…] open: field, value, …; revoke: why; note: event, outcome
--
-- Replies: { <now ms>, <1 if it was not revoked before>, <field>, <value>, … }

local time = redis.call('TIME')
local now = string.format('%.0f', tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[3]))
local act = ARGV[1]

local function live()
  if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
end

local function audit(event, outcome, reason)
  local kept = redis.call('HMGET', KEYS[1], 'clientId', 'app', 'person')
  local entry = {
    'session', ARGV[5], 'event', event, 'outcome', outcome, 'from', 'redeemed', 'to', 'redeemed',
    'rev', '0', 'at', now, 'client', kept[1] or '',
  }
  if kept[2] then entry[#entry + 1] = 'app'; entry[#entry + 1] = kept[2] end
  if kept[3] then entry[#entry + 1] = 'person'; entry[#entry + 1] = kept[3] end
  if reason then entry[#entry + 1] = 'reason'; entry[#entry + 1] = reason end
  if ARGV[4] == '0' then return redis.call('XADD', KEYS[2], '*', unpack(entry)) end
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[4], '*', unpack(entry))
end

local first = '0'
if act == 'open' then
  redis.call('HSET', KEYS[1], unpack(ARGV, 6))
  redis.call('HSETNX', KEYS[1], 'openedAt', now)
  redis.call('HSET', KEYS[1], 'seenAt', now)
  live()
elseif act == 'touch' then
  if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'seenAt', now) end
elseif act == 'revoke' then
  first = tostring(redis.call('HSETNX', KEYS[1], 'revoked', ARGV[6]))
  live()
  if first == '1' then audit('sign_out', 'applied', ARGV[6]) end
elseif act == 'note' then
  audit(ARGV[6], ARGV[7])
end

local answer = { now, first }
for _, part in ipairs(redis.call('HGETALL', KEYS[1])) do answer[#answer + 1] = part end
return answer
