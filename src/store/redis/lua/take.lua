-- Hands out a partition's entries to a group of takers: what nobody was handed, and what somebody was handed too long
-- ago to be still at it. One script, because to ask whether a trail is there, for its group and for its entries are four
-- trips otherwise, and nearly always there is nothing.
-- The group has one consumer: who was handed an entry is of no use to know, only since when.
--
-- KEYS[1…] trails of one slot: streams
-- ARGV[1]  the group, and its consumer
-- ARGV[2]  so many entries of each trail at most
-- ARGV[3]  milliseconds after which whoever was handed an entry is taken for gone; empty: only what nobody was handed
--
-- Replies: for each trail a list of { <entry id>, { <field>, <value>, … } }
--
-- Effects, in order, on each key: XGROUP CREATE where it lacks, XAUTOCLAIM, XREADGROUP.

local group, most, lease = ARGV[1], tonumber(ARGV[2]), ARGV[3]

local function read(key, count)
  return redis.pcall('XREADGROUP', 'GROUP', group, group, 'COUNT', count, 'STREAMS', key, '>')
end

local function take(key)
  if redis.call('EXISTS', key) == 0 then return {} end
  local entries = {}
  if lease ~= '' then
    local claimed = redis.pcall('XAUTOCLAIM', key, group, group, lease, '0', 'COUNT', most)
    if not claimed.err then entries = claimed[2] end
  end
  if #entries >= most then return entries end
  local fresh = read(key, most - #entries)
  if fresh and fresh.err then
    -- From its first entry on: also what was written before anybody took any.
    redis.call('XGROUP', 'CREATE', key, group, '0')
    fresh = redis.call('XREADGROUP', 'GROUP', group, group, 'COUNT', most, 'STREAMS', key, '>')
  end
  if fresh then
    for _, entry in ipairs(fresh[1][2]) do entries[#entries + 1] = entry end
  end
  return entries
end

local answer = {}
for _, key in ipairs(KEYS) do answer[#answer + 1] = take(key) end
return answer
