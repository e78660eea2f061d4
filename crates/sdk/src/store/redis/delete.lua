-- Deletes a session and what its indexes say of it.
-- KEYS: the session   ARGV: prefix, the session's bare key
local old = redis.call('HMGET', KEYS[1], 'subject', 'sid')
redis.call('DEL', KEYS[1])
if old[1] then
  redis.call('ZREM', ARGV[1] .. 'subject:' .. old[1], ARGV[2])
end
if old[2] then
  redis.call('ZREM', ARGV[1] .. 'sid:' .. old[2], ARGV[2])
end
return redis.status_reply('OK')
