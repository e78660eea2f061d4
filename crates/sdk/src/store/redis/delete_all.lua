-- Deletes all sessions of an index, and the index.
-- KEYS: the index   ARGV: prefix, the index's kind, which is also the field ('subject', 'sid'), and its name
local prefix, field, name = ARGV[1], ARGV[2], ARGV[3]
for _, key in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local session = prefix .. 'session:' .. key
  local old = redis.call('HMGET', session, 'subject', 'sid')
  if (field == 'subject' and old[1] == name) or (field == 'sid' and old[2] == name) then
    redis.call('DEL', session)
    if old[1] then
      redis.call('ZREM', prefix .. 'subject:' .. old[1], key)
    end
    if old[2] then
      redis.call('ZREM', prefix .. 'sid:' .. old[2], key)
    end
  end
end
redis.call('DEL', KEYS[1])
return redis.status_reply('OK')
