url=http://127.0.0.1:4010/api/v1/flux_kontext/text_to_image
key='Authorization: Bearer runapi_sandbox_key'

id=$(curl -s $url -H "$key" -H 'Content-Type: application/json' \
  -d '{ "model": "flux-kontext-pro", "prompt": "A lighthouse" }' | sed 's/.*"id":"\([^"]*\)".*/\1/')
until curl -s $url/$id -H "$key" | grep '"status":"completed"'; do sleep 1; done
