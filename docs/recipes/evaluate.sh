#!/bin/sh
# Asks a running proxy about SQL files under the policy of an integration. Nothing is executed.
#   PROXY=https://proxy.example INTEGRATION=int_… API_KEY_FILE=key.txt evaluate.sh FILE…
# Ends with 1 when a file is blocked.
set -eu

: "${PROXY:?where the proxy is}" "${INTEGRATION:?the integration whose policy counts}" "${API_KEY_FILE:?file with the API key}"

blocked=0
for file in "$@"; do
  answer=$(
    # The key comes by a header file, so it stands in no process list.
    printf 'X-API-Key: %s\n' "$(cat "$API_KEY_FILE")" |
      curl --silent --show-error --fail-with-body --header @- \
        --header 'Content-Type: text/plain; charset=utf-8' --data-binary "@$file" \
        "$PROXY/api/v1/proxy/query?database_id=$INTEGRATION"
  )
  printf '%s\n' "$answer"
  case "$answer" in
    *'"decision":"BLOCKED"'*) blocked=1 ;;
  esac
done
exit "$blocked"
