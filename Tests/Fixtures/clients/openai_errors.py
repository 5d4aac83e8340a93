"""Makes calls that fail with the openai package, and prints what each raised.

Arguments: the base URL and a JSON list of cases, each with a name, a key, retries, and the body of a chat or the path and body of another
call.
"""

import json
import sys

import openai

results = []
for case in json.loads(sys.argv[2]):
    client = openai.OpenAI(
        base_url=sys.argv[1], api_key=case["key"], max_retries=case.get("retries", 0), timeout=60)
    seen = {"name": case["name"], "class": None}
    try:
        if "path" in case:
            client.post(case["path"], cast_to=object, body=case["body"])
        else:
            body = dict(case["body"])
            extra = body.pop("extra", None)
            answer = client.chat.completions.create(**body, extra_body=extra)
            if body.get("stream"):
                seen["content"] = ""
                for chunk in answer:
                    seen["content"] += (chunk.choices[0].delta.content or "") if chunk.choices else ""
    except openai.APIError as error:
        seen.update({
            "class": type(error).__name__, "bases": [c.__name__ for c in type(error).__mro__],
            "status": getattr(error, "status_code", None), "code": error.code, "param": error.param,
            "type": error.type, "request_id": getattr(error, "request_id", None), "body": error.body,
            "text": str(error),
        })
        response = getattr(error, "response", None)
        if response is not None:
            seen["retry_after"] = response.headers.get("retry-after")
            seen["should_retry"] = response.headers.get("x-should-retry")
    results.append(seen)

print(json.dumps(results))
