-- One step on one session: decides by the row it is given, then writes state, audit entry and push.
-- The twin of step() in src/core/step.ts. It must be one script: any gap between look and write would let two win.
-- It knows no event and no state by name; everything about them comes with the row and the rules.
--
-- KEYS[1]  the session: hash
-- KEYS[2]  the partition's audit trail: stream
-- KEYS[3]  the session's push channel (sharded)
-- ARGV[1]  the row as JSON; empty to read only
-- ARGV[2]  the input as JSON: sessionId, proof, claim, frame, secret, set, act, misused, details
-- ARGV[3]  the rules as JSON: frameMs, ceilingMs, graceMs, terminal, audited, auditLength (0: nothing is trimmed here)
-- ARGV[4]  milliseconds to add to the server's clock (0 but in tests)
--
-- Replies, arrays of strings:
--   applied  <now ms> <field> <value> ...
--   repeated <now ms> <state> <rev> <field> <value> ...
--   refused  <reason> <state or empty> <tries left, or ms to wait, or empty>
--   read     <now ms> <field> <value> ...
--   none
--
-- Effects, in order: HSET, HDEL, PEXPIRE on KEYS[1]; XADD on KEYS[2]; SPUBLISH on KEYS[3], last.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + tonumber(ARGV[4])
local function text(number) return string.format('%.0f', number) end

local stored = redis.call('HGETALL', KEYS[1])
local record = {}
for i = 1, #stored, 2 do record[stored[i]] = stored[i + 1] end
local exists = #stored > 0

local function answer(head)
  for field, value in pairs(record) do
    head[#head + 1] = field
    head[#head + 1] = value
  end
  return head
end

if ARGV[1] == '' then
  if not exists then return { 'none' } end
  return answer({ 'read', text(now) })
end

local row = cjson.decode(ARGV[1])
local input = cjson.decode(ARGV[2])
local rules = cjson.decode(ARGV[3])
local proof, claim, set = input.proof or {}, input.claim or {}, input.set or {}
local from = record.state or ''

-- An empty text is as good as none: it proves nothing and asks for nothing.
local function filled(value) return value and value ~= '' end
local function matches(kept, shown) return filled(kept) and kept == shown end

-- Whether one of the words is in the list.
local function has(list, words)
  if not list or not words then return false end
  local listed = {}
  for word in string.gmatch(list, '%S+') do listed[word] = true end
  for word in string.gmatch(words, '%S+') do
    if listed[word] then return true end
  end
  return false
end

local function contains(names, name)
  for _, each in ipairs(names) do
    if each == name then return true end
  end
  return false
end

local function audit(outcome)
  local entry = {
    'session', input.sessionId, 'event', row.event, 'outcome', outcome, 'from', from, 'to', record.state,
    'rev', record.rev, 'at', text(now), 'client', record.client_id or '',
  }
  local app, person = claim.app or record.app, claim.person or record.person
  if app then entry[#entry + 1] = 'app'; entry[#entry + 1] = app end
  if person then entry[#entry + 1] = 'person'; entry[#entry + 1] = person end
  if record.subject then entry[#entry + 1] = 'subject'; entry[#entry + 1] = record.subject end
  local function add(name, value) entry[#entry + 1] = name; entry[#entry + 1] = value end
  if input.act then
    add('operator', input.act.operatorId)
    add('reason', input.act.reason)
  end
  if outcome == 'applied' then
    if set.reason and not input.act then add('reason', set.reason) end
    for _, field in ipairs(rules.audited) do
      if record[field] and contains(row.sets, field) then add(field, record[field]) end
    end
    for name, value in pairs(input.details or {}) do
      if has(record.audit_details, name) then add(name, value) end
    end
  end
  if rules.auditLength == 0 then return redis.call('XADD', KEYS[2], '*', unpack(entry)) end
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', rules.auditLength, '*', unpack(entry))
end

-- Whoever proved nothing is told without a trace on the trail.
local function unproven(reason) return { 'refused', reason, '', '' } end
local function refuse(reason, state, triesLeft)
  audit(reason)
  return { 'refused', reason, state or '', triesLeft or '' }
end

-- Index of the frame of the code that is current now.
local function current_frame() return math.floor((now - tonumber(record.created_at)) / rules.frameMs) end

local changes = {}
local function put(field, value)
  record[field] = value
  changes[#changes + 1] = field
  changes[#changes + 1] = value
end

-- `done` keeps what an applied event led to, for those who repeat it.
local function commit(life, outcome, clears, done)
  local ends = now
  local ms = tonumber(life.asked and record[life.asked] or life.ms)
  if life.from == 'now' then ends = now + ms end
  if life.from == 'deadline' then ends = tonumber(record.expires_at) + ms end
  ends = math.min(ends, tonumber(record.created_at) + rules.ceilingMs)
  put('expires_at', text(ends))
  put('rev', text(tonumber(record.rev) + 1))
  if done then put(done, record.state .. ' ' .. record.rev) end
  redis.call('HSET', KEYS[1], unpack(changes))
  if #clears > 0 then redis.call('HDEL', KEYS[1], unpack(clears)) end
  redis.call('PEXPIRE', KEYS[1], text(ends + rules.graceMs - now))
  audit(outcome)
  redis.call('SPUBLISH', KEYS[3], cjson.encode({ now = text(now), record = record }))
end

local function apply()
  for _, field in ipairs(row.sets) do
    if set[field] then put(field, set[field]) end
  end
  for _, field in ipairs(row.claim or {}) do
    if claim[field] then put(field, claim[field]) end
  end
  for _, field in ipairs(row.appends or {}) do
    local list, word = record[field], set[field] or ''
    put(field, filled(list) and list .. ' ' .. word or word)
  end
  if row.atMost then put(row.atMost.field, text(tonumber(record[row.atMost.field] or '0') + 1)) end
  if row.spaced then put(row.spaced.last, text(now)) end
  if row.stampsFrame then put(row.stampsFrame, text(current_frame())) end
  local clears = { unpack(row.clears or {}) }
  if row.countsDown then
    put(row.countsDown, text(tonumber(record[row.countsDown]) - 1))
    if record[row.countsDown] == '0' then clears[#clears + 1] = row.countsDown end
  end
  for _, field in ipairs(clears) do record[field] = nil end
  local way = row.when and filled(record[row.when.field]) and row.when or row
  put('state', way.to or record.state)
  commit(way.life, 'applied', clears, row['repeat'] and row['repeat'].done)
  return answer({ 'applied', text(now) })
end

if #row.from == 0 then
  if exists then return unproven('exists') end
  put('session_id', input.sessionId)
  put('created_at', text(now))
  put('expires_at', text(now))
  record.rev = '0'
  return apply()
end
if not exists then return unproven('missing') end

local again = row['repeat'] and record[row['repeat'].done]
if again then
  local same = true
  for _, field in ipairs(row['repeat'].by) do
    if not matches(record[field], claim[field] or proof[field]) then same = false end
  end
  if same then
    local state, rev = string.match(again, '^(%S+) (%d+)$')
    return answer({ 'repeated', text(now), state, rev })
  end
end

for _, field in ipairs(row.proof) do
  if not matches(record[field], proof[field]) then return unproven('wrong_proof') end
end
if row.frame then
  local behind = current_frame() - (input.frame or math.huge)
  if behind < 0 then return unproven('wrong_proof') end
  if behind > 1 and not (row.frame.still and filled(record[row.frame.still])) then return refuse('stale_frame') end
end
local ended = contains(rules.terminal, record.state)
if ended and not contains(row.from, record.state) then return refuse('terminal', record.state) end
if not ended and now >= tonumber(record.expires_at) then return refuse('expired') end
for _, field in ipairs(row.claim or {}) do
  if record[field] and record[field] ~= claim[field] then return refuse('claimed') end
end
for _, rule in ipairs(row.within or {}) do
  if record[rule.list] and not has(record[rule.list], claim[rule.field]) then return refuse(rule.reason) end
end
if row.once and has(record[row.once.list], claim[row.once.field]) then return refuse('already_counted') end
if not contains(row.from, record.state) or row.countsDown and not filled(record[row.countsDown]) then
  return refuse('wrong_state', record.state)
end
if row.frame and tonumber(record[row.frame.after] or '-1') >= (input.frame or math.huge) then
  return refuse('stale_frame')
end
if row.unless and filled(record[row.unless.field]) then return unproven(row.unless.reason) end
for _, rule in ipairs(row.demands or {}) do
  if record[rule.list] and not has(record[rule.list], set[rule.given]) then return refuse(rule.reason) end
end
if row.fresh and record[row.fresh.maxAge] then
  -- What was not said is as old as can be.
  local age = now - tonumber(set[row.fresh.given] or '-1e12') * 1000
  local most = tonumber(record[row.fresh.maxAge]) * 1000 + row.fresh.toleranceMs
  if age > most or age < -row.fresh.toleranceMs then return refuse('insufficient') end
end
if row.atMost and tonumber(record[row.atMost.field] or '0') >= row.atMost.times then return refuse('too_often') end

if row.spaced and record[row.spaced.last] then
  local times = tonumber(record[row.atMost.field] or '0')
  local wait = tonumber(record[row.spaced.last]) + row.spaced.firstMs * 2 ^ (times - 1) - now
  if wait > 0 then return refuse('too_soon', '', text(wait)) end
end

if input.misused then return refuse('misused') end
if row.secret and not matches(record[row.secret.field], input.secret) then
  local tries = tonumber(record[row.secret.count] or '0') + 1
  put(row.secret.count, text(tries))
  if tries < row.secret.tries then
    redis.call('HSET', KEYS[1], unpack(changes))
    return refuse('wrong_secret', record.state, text(row.secret.tries - tries))
  end
  local spent = row.secret.spent
  for field, value in pairs(spent.sets) do put(field, value) end
  for _, field in ipairs(spent.clears) do record[field] = nil end
  put('state', spent.to)
  commit(spent.life, 'wrong_secret', spent.clears)
  return { 'refused', 'wrong_secret', record.state, '0' }
end
return apply()
