#!/bin/sh
# Makes a policy, lets an integration follow it, shows what a stricter one would stop, saves that, and goes back.
# Needs curl and jq. KEY: an API key with policies:read, policies:write and integrations:write.
#   KEY=… INTEGRATION=int_… VAULT=http://localhost:8410 sh policies.sh
set -eu
call() { # METHOD PATH BODY
  curl -sS -X "$1" "$VAULT$2" -H "X-API-Key: $KEY" -H 'Content-Type: application/json' \
    -H "Idempotency-Key: $(openssl rand -hex 16)" -d "$3"
}
POLICY=$(call POST /api/v2/policies '{"name": "shop", "document": {"max_rows": 1000}}' | jq -er .data.policy_id)
call PATCH "/api/v2/integrations/$INTEGRATION" "{\"policy_id\": \"$POLICY\"}" | jq -e '.data | {policy_id, policy_version}'

STRICT='{"tables": {"deny": ["orders"]}, "max_rows": 100}'
echo "What would change:"
call POST "/api/v2/policies/$POLICY/replay" "{\"days\": 7, \"document\": $STRICT}" |
  jq -e '.data | {statements, calls, unchanged, changed, unknown, changes: [.changes[] | {fingerprint, calls, before: .before.decision, after: .after.decision, rules: .after.rule_codes}]}'

call PATCH "/api/v2/policies/$POLICY" "{\"document\": $STRICT, \"expected_version\": 1}" | jq -e '.data | {version, integrations_updated}'
call PATCH "/api/v2/policies/$POLICY" '{"restore_version": 1}' | jq -e '.data | {version, document}'
